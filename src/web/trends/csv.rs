//! The sums behind the trends for a spreadsheet: one line a day, agency, category, channel and class.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpResponse, web};
use futures_util::stream;

use super::page::authorise;
use super::selection::{Asked, Selection};
use crate::app::App;
use crate::error::{Result, bad_request, forbidden, internal, not_found};
use crate::ids::StaffId;
use crate::reports::{self, ExportRow, Query};
use crate::texts::Lang;
use crate::web::SignedIn;
use crate::when::day_iso;

/// Days read and sent at a time: what is in memory stays small however long the period is.
const PIECE: i64 = 7;

pub async fn download(
    app: web::Data<App>,
    visitor: SignedIn,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    if !authorise(&visitor) {
        return Err(forbidden("trends are for officials, supervisors, agency officers and administrators"));
    }
    let (shell, viewer) = (visitor.shell, visitor.staff.id);
    let selection = Selection::read(&asked, shell.now, &shell.zone);
    if !selection.is_readable() {
        return Err(bad_request("a date is written like 2026-11-23"));
    }
    let (agencies, categories) = app.db.read(async |tx| reports::names(tx, viewer).await).await?;
    let query = selection.query;
    if query.agency.is_some_and(|asked| agencies.iter().all(|agency| agency.id != asked)) {
        return Err(not_found("agency"));
    }
    let t = shell.t;
    let names = Names {
        t,
        agencies: agencies.iter().map(|a| (a.id.0, (a.code.clone(), a.name(t).to_owned()))).collect(),
        categories: categories.iter().map(|c| (c.id.0, (c.code.clone(), c.name(t).to_owned()))).collect(),
    };
    let file = format!(
        "sahut-{}-{}--{}.csv",
        t.say("trends-file"),
        day_iso(query.period.from_day),
        day_iso(query.period.to_day)
    );
    let next = query.period.from_day;
    let pieces = stream::try_unfold(Export { app, viewer, query, names, next }, Export::piece);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")))
        .streaming(pieces))
}

struct Export {
    app: web::Data<App>,
    viewer: StaffId,
    query: Query,
    names: Names,
    next: i64,
}

impl Export {
    async fn piece(mut self) -> Result<Option<(web::Bytes, Self)>> {
        let (from, period) = (self.next, self.query.period);
        if from > period.to_day {
            return Ok(None);
        }
        let to = from + PIECE - 1;
        let rows = {
            let (viewer, query) = (self.viewer, &self.query);
            self.app.db.read(async |tx| reports::rows(tx, viewer, query, from, to).await).await?
        };
        let piece = self.names.write(&rows, from == period.from_day)?;
        self.next = to + 1;
        Ok(Some((piece.into(), self)))
    }
}

/// Code and name by id.
struct Names {
    t: Lang,
    agencies: HashMap<i64, (String, String)>,
    categories: HashMap<i64, (String, String)>,
}

impl Names {
    fn write(&self, rows: &[ExportRow], with_heads: bool) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if with_heads {
            // Spreadsheets take UTF-8 for what it is only when it begins like this.
            bytes.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes);
        let failed = |error: csv::Error| internal(format!("writing CSV: {error}"));
        if with_heads {
            writer.write_record(self.heads()).map_err(failed)?;
        }
        let unknown = (String::new(), String::new());
        for row in rows {
            let agency = self.agencies.get(&row.agency_id).unwrap_or(&unknown);
            let category = self.categories.get(&row.category_id).unwrap_or(&unknown);
            let texts = [
                &day_iso(row.day),
                &agency.0,
                &agency.1,
                &category.0,
                &category.1,
                &*self.t.say(&format!("channel-{}", row.channel)),
                &*self.t.say(&format!("class-{}", row.class)),
            ]
            .map(|text| harmless(text).into_owned());
            let numbers = [row.sums.opened, row.sums.resolved, row.sums.in_time, row.sums.rejected]
                .map(|n| n.to_string());
            writer.write_record(texts.iter().chain(&numbers)).map_err(failed)?;
        }
        writer.into_inner().map_err(|error| internal(format!("writing CSV: {error}")))
    }

    fn heads(&self) -> Vec<String> {
        [
            "trends-csv-day",
            "trends-csv-agency-code",
            "trends-column-agency",
            "trends-csv-category-code",
            "trends-column-category",
            "trends-column-channel",
            "trends-csv-class",
            "trends-column-opened",
            "trends-column-resolved",
            "trends-csv-in-time",
            "trends-csv-rejected",
        ]
        .map(|key| self.t.say(key).into_owned())
        .into()
    }
}

/// A cell that a spreadsheet would take for a formula is made a text.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::Sums;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let names = Names {
            t: Lang::Id,
            agencies: [(1, ("pdam".into(), "=HYPERLINK(\"http://x\";\"Air\")".into()))].into(),
            categories: [(2, ("@air".into(), "Air, bersih".into()))].into(),
        };
        let row = ExportRow {
            day: 20_780,
            agency_id: 1,
            category_id: 2,
            channel: "chat".into(),
            class: "complaint".into(),
            sums: Sums { opened: 3, resolved: 2, in_time: 1, rejected: 0 },
        };
        let text = String::from_utf8(names.write(&[row], true).unwrap()).unwrap();
        let (heads, line) = text.split_once("\r\n").unwrap();
        assert!(heads.starts_with("\u{feff}Tanggal,Kode instansi,"), "{heads}");
        assert_eq!(
            line,
            "2026-11-23,pdam,\"'=HYPERLINK(\"\"http://x\"\";\"\"Air\"\")\",'@air,\"Air, bersih\",Obrolan web,Pengaduan,3,2,1,0\r\n"
        );
        assert_eq!(names.write(&[], false).unwrap(), b"");
    }
}
