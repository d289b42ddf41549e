//! Who may enter which room here, and what all rooms do alike: ids in addresses, forms with nothing but
//! their token, refusals that go back to the form.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{self, Right, Staff};
use crate::error::{Error, Result, forbidden, internal, not_found};
use crate::intake;
use crate::web::{Shell, SignedIn};

/// The navigation counts no further.
const COUNTED: i64 = 100;

/// Somebody signed in whose role opens this door.
pub struct Entrant<D> {
    pub staff: Staff,
    pub shell: Shell,
    door: PhantomData<D>,
}

/// A door and the right that opens it.
pub trait Door: 'static {
    const RIGHT: Right;
    const REFUSAL: &'static str;
    /// What lies behind it concerns everybody: for those who look after the whole house, not a part of it.
    const IS_WHOLE_HOUSE: bool = false;
}

pub struct Queues;
pub struct Part;
pub struct House;
pub struct Strikes;

impl Door for Queues {
    const RIGHT: Right = Right::TendQueues;
    const REFUSAL: &'static str = "this is for supervisors and administrators";
    const IS_WHOLE_HOUSE: bool = true;
}

impl Door for Part {
    const RIGHT: Right = Right::TendQueues;
    const REFUSAL: &'static str = Queues::REFUSAL;
}

impl Door for House {
    const RIGHT: Right = Right::Administer;
    const REFUSAL: &'static str = "this is for administrators";
}

impl Door for Strikes {
    const RIGHT: Right = Right::JudgeNuisance;
    const REFUSAL: &'static str = "this is for those who decide on strikes";
}

/// Somebody who decides on strikes, limits and appeals.
pub type Judge = Entrant<Strikes>;
/// Somebody who looks after the hotline, or a part of it.
pub type Overseer = Entrant<Part>;
/// Somebody who tends what was rejected and buried, of whichever agency it would be.
pub type Tender = Entrant<Queues>;
/// Somebody who administers accounts, agencies, categories and areas.
pub type Administrator = Entrant<House>;

impl<D: Door> FromRequest for Entrant<D> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let SignedIn { staff, mut shell } = signed_in.await?;
            if !staff.role.may(D::RIGHT) {
                return Err(forbidden(D::REFUSAL));
            }
            let app = app.ok_or_else(|| internal("no app"))?;
            if D::IS_WHOLE_HOUSE {
                app.db.read(async |tx| auth::whole_house(tx, staff.id).await).await?;
            }
            if shell.is_whole_house && staff.role.may(Right::TendQueues) {
                shell.rejects = app.db.read(async |tx| intake::waiting_up_to(tx, COUNTED).await).await?;
            }
            Ok(Self { staff, shell, door: PhantomData })
        })
    }
}

/// A form with one switch.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Active {
    active: String,
}

impl Active {
    pub fn is_on(&self) -> bool {
        self.active == "1"
    }
}

/// An id in an address; anything else is a page that does not exist.
pub fn id<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T> {
    text.parse().map_err(|_| not_found(what))
}

/// Field and code of what a person can mend in the form they sent; every other error goes its way.
pub fn mendable(error: Error) -> Result<(&'static str, &'static str)> {
    match error {
        Error::Problem(problem) if problem.status == 422 => {
            Ok((problem.field.unwrap_or_default(), problem.code))
        }
        error => Err(error),
    }
}
