//! `GET /trends`: what officials see, from the sums alone.

#![expect(unused_qualifications, reason = "utoipa's macro writes them")]

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::Refusals;
use super::caller::Caller;
use super::codes::ChannelCode;
use super::{agency, no_such_method, wrong};
use crate::app::App;
use crate::clock::SECOND;
use crate::error::Result;
use crate::reports::{self, Group, Period, Query, Sums, Trends};
use crate::tickets::{Class, local_day};
use crate::when;

/// Days unless asked otherwise.
const DAYS: i64 = 30;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/trends").get(trends).default_service(web::to(no_such_method)));
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// First day, `2026-11-01`; 29 days before the last one unless given. At most 731 days are told.
    #[param(format = Date)]
    from: Option<String>,
    /// Last day; today unless given.
    #[param(format = Date)]
    to: Option<String>,
    /// Code of an agency: its sums and those of everything below it.
    agency: Option<String>,
    class: Option<Class>,
    /// The channel of the first message.
    channel: Option<ChannelCode>,
}

/// Sums of a period, compared with as many days before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendsOut {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    all: Figures,
    /// Open at the end of the last day.
    open_at_end: i64,
    late_now: LateOut,
    /// Every day of the period, also those on which nothing happened.
    days: Vec<DayOut>,
    /// Most opened first.
    by_category: Vec<Part>,
    /// Most opened first; the agency that holds the ticket now.
    by_agency: Vec<Part>,
    /// Most opened first; without times.
    by_channel: Vec<Part>,
}

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    opened: i64,
    resolved: i64,
    /// Of the resolved ones, those before their due time.
    in_time: i64,
    /// Turned away with a reason, or closed because their citizen did not answer, on the day they came.
    rejected: i64,
    /// 0 to 1; null when too few were resolved to say.
    share_in_time: Option<f64>,
    /// Half were resolved within these seconds; null when too few were resolved to say.
    median_seconds: Option<i64>,
    opened_before: i64,
    resolved_before: i64,
    in_time_before: i64,
    rejected_before: i64,
}

/// One category, agency or channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct Part {
    code: String,
    #[serde(flatten)]
    figures: Figures,
}

/// One day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayOut {
    #[schema(format = Date)]
    day: String,
    opened: i64,
    resolved: i64,
    in_time: i64,
    rejected: i64,
}

/// Open tickets past their due time at this moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct LateOut {
    count: i64,
    emergencies: i64,
    /// Counting stopped here: there may be more.
    at_most: i64,
}

/// Reads trends of the agencies the token's owner answers for.
#[utoipa::path(
    get, path = "/api/v1/trends", tag = "trends", operation_id = "readTrends",
    params(Wanted),
    responses((status = 200, description = "The sums.", body = TrendsOut), Refusals),
    security(("token" = [])),
)]
pub async fn trends(app: web::Data<App>, caller: Caller, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    let viewer = caller.for_trends()?.id;
    let today = local_day(app.db.clock.now(), &app.zone);
    let to = day("to", wanted.to.as_deref())?.unwrap_or(today);
    let period = match day("from", wanted.from.as_deref())? {
        Some(from) if from > to => {
            return Err(wrong("from", "period-order", "the first day is after the last"));
        }
        Some(from) => Period::between(from, to),
        None => Period::last(DAYS, to),
    };
    let trends = app
        .db
        .read(async |tx| {
            let query = Query {
                agency: agency(tx, wanted.agency.as_deref()).await?,
                class: wanted.class,
                channel: wanted.channel.map(|code| code.0),
                ..Query::of(period)
            };
            reports::everything(tx, viewer, &query).await
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(TrendsOut::of(&trends)))
}

fn day(field: &'static str, text: Option<&str>) -> Result<Option<i64>> {
    let shape = || wrong(field, "date-shape", "a day looks like 2026-11-23");
    text.map(|text| when::parse_day(text).filter(|day| (0..100_000).contains(day)).ok_or_else(shape))
        .transpose()
}

impl TrendsOut {
    fn of(trends: &Trends) -> Self {
        let agency = |group: &Group<_>| Some(trends.agency(group.key)?.code.clone());
        let category = |group: &Group<_>| Some(trends.category(group.key)?.code.clone());
        Self {
            from: when::day_iso(trends.query.period.from_day),
            to: when::day_iso(trends.query.period.to_day),
            all: Figures::of(&trends.all),
            open_at_end: trends.open_at_end(),
            late_now: LateOut {
                count: trends.late.count,
                emergencies: trends.late.emergencies,
                at_most: trends.late.at_most,
            },
            days: trends.days_now().iter().map(|day| DayOut::of(day.day, day.sums)).collect(),
            by_category: parts(&trends.by_category, category),
            by_agency: parts(&trends.by_agency, agency),
            by_channel: parts(&trends.by_channel, |group| Some(group.key.code().to_owned())),
        }
    }
}

fn parts<K>(groups: &[Group<K>], code: impl Fn(&Group<K>) -> Option<String>) -> Vec<Part> {
    let part = |group| Some(Part { code: code(group)?, figures: Figures::of(group) });
    groups.iter().filter_map(part).collect()
}

impl Figures {
    fn of<K>(group: &Group<K>) -> Self {
        Self {
            opened: group.now.opened,
            resolved: group.now.resolved,
            in_time: group.now.in_time,
            rejected: group.now.rejected,
            share_in_time: group.share_in_time(),
            median_seconds: group.median_time().map(|time| time / SECOND),
            opened_before: group.before.opened,
            resolved_before: group.before.resolved,
            in_time_before: group.before.in_time,
            rejected_before: group.before.rejected,
        }
    }
}

impl DayOut {
    fn of(day: i64, sums: Sums) -> Self {
        Self {
            day: when::day_iso(day),
            opened: sums.opened,
            resolved: sums.resolved,
            in_time: sums.in_time,
            rejected: sums.rejected,
        }
    }
}
