//! What a table would change, compared with the areas that are known.

use std::collections::{HashMap, HashSet};

use super::sheet::{self, Column, Fault, Row, Sheet};
use crate::agencies::Area;

/// An area that is known and would become another.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub before: Area,
    pub after: Area,
}

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub new: Vec<Area>,
    pub changed: Vec<Change>,
    pub unchanged: usize,
    /// Known areas that the table does not name. They stay.
    pub unnamed: usize,
    /// Lines that cannot be taken in.
    pub skipped: usize,
    /// By line.
    pub faults: Vec<Fault>,
}

impl Plan {
    pub(super) fn of(sheet: &Sheet, known: Vec<Area>) -> Self {
        let known: HashMap<String, Area> = known.into_iter().map(|area| (area.code.clone(), area)).collect();
        let mut plan = Self { faults: sheet.faults.clone(), ..Self::default() };
        // Parents first, wherever they stand in the table: a child of a line that is left out has none.
        let mut rows: Vec<&Row> = sheet.rows.iter().collect();
        rows.sort_by(|a, b| depth(a).cmp(&depth(b)).then_with(|| a.code.cmp(&b.code)));
        let mut there: HashSet<&str> = known.keys().map(String::as_str).collect();
        for row in rows {
            let before = known.get(&row.code);
            match parent(row, before, &there) {
                Ok(parent_code) => {
                    there.insert(&row.code);
                    plan.take(before, merge(row, parent_code, before));
                }
                Err(wanted) => {
                    let fault =
                        sheet.fault(row.line, Column::Parent, &wanted, "parent-missing", wanted.clone());
                    plan.faults.push(fault);
                }
            }
        }
        plan.faults.sort_by_key(|fault| fault.line);
        plan.skipped = plan.faults.len();
        plan.unnamed = known.len() - plan.changed.len() - plan.unchanged;
        plan
    }

    fn take(&mut self, before: Option<&Area>, after: Area) {
        match before {
            None => self.new.push(after),
            Some(before) if *before == after => self.unchanged += 1,
            Some(before) => self.changed.push(Change { before: before.clone(), after }),
        }
    }

    /// What must be written, parents before their children.
    pub(super) fn to_write(&self) -> Vec<&Area> {
        let mut areas: Vec<&Area> =
            self.new.iter().chain(self.changed.iter().map(|change| &change.after)).collect();
        areas.sort_by_key(|area| (area.code.matches('.').count(), area.code.clone()));
        areas
    }

    /// Does a line that is torn stand in the way? It may have swallowed others, so nothing is taken in.
    pub fn is_broken(&self) -> bool {
        self.faults.iter().any(Fault::is_broken)
    }

    /// Is there anything to take in?
    pub fn does_something(&self) -> bool {
        !self.is_broken() && (!self.new.is_empty() || !self.changed.is_empty())
    }
}

fn depth(row: &Row) -> usize {
    row.code.matches('.').count()
}

/// The area around it: the one the line names, else the one it had, else the one its code names. A
/// province or a city may stand alone, because a city needs no table of provinces; what lies deeper may
/// not. Fails with the code that is wanted.
fn parent(row: &Row, before: Option<&Area>, there: &HashSet<&str>) -> Result<Option<String>, String> {
    if let Some(named) = &row.parent {
        return if there.contains(named.as_str()) { Ok(Some(named.clone())) } else { Err(named.clone()) };
    }
    if let Some(had) = before.and_then(|before| before.parent_code.clone()) {
        return Ok(Some(had));
    }
    match sheet::above(&row.code) {
        Some(above) if there.contains(above) => Ok(Some(above.to_owned())),
        Some(above) if depth(row) > 1 && before.is_none() => Err(above.to_owned()),
        _ => Ok(None),
    }
}

/// What a table leaves empty stays as it was: tables of names and of points come apart.
fn merge(row: &Row, parent_code: Option<String>, before: Option<&Area>) -> Area {
    let point = row.point.or_else(|| before.and_then(|before| Some((before.latitude?, before.longitude?))));
    Area {
        code: row.code.clone(),
        parent_code,
        name: row.name.clone(),
        latitude: point.map(|(latitude, _)| latitude),
        longitude: point.map(|(_, longitude)| longitude),
        population: row.population.or_else(|| before.and_then(|before| before.population)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str, known: &[(&str, Option<&str>, &str)]) -> Plan {
        let known = known.iter().map(|(code, parent, name)| Area {
            code: (*code).into(),
            parent_code: parent.map(str::to_owned),
            name: (*name).into(),
            latitude: Some(-6.2),
            longitude: Some(106.8),
            population: None,
        });
        Plan::of(&Sheet::read(text.as_bytes()).unwrap(), known.collect())
    }

    #[test]
    fn order_does_not_matter_and_nothing_is_forgotten() {
        let known = [("99.71", None, "Kota Tirtamaya"), ("99.71.01", Some("99.71"), "Tirta Utara")];
        let text = "code,name\n99.71.02.1001,Desa\n99.71.01,Tirta Lor\n99.71.02,Tirta Selatan\n";
        let plan = plan(text, &known);
        assert!(plan.faults.is_empty(), "{:?}", plan.faults);
        assert_eq!((plan.new.len(), plan.changed.len(), plan.unchanged, plan.unnamed), (2, 1, 0, 1));
        let changed = &plan.changed[0].after;
        assert_eq!((changed.name.as_str(), changed.latitude), ("Tirta Lor", Some(-6.2)), "the point stays");
        assert_eq!(changed.parent_code.as_deref(), Some("99.71"));
        let order: Vec<&str> = plan.to_write().iter().map(|area| area.code.as_str()).collect();
        assert_eq!(order, ["99.71.01", "99.71.02", "99.71.02.1001"]);
    }

    #[test]
    fn children_of_what_is_left_out_are_left_out() {
        let text = "code,name,parent\n32.73,,\n32.73.01,A,32.73\n32.73.01.1001,B,\n32,C,\n";
        let plan = plan(text, &[]);
        let told: Vec<(u64, &str)> = plan.faults.iter().map(|fault| (fault.line, fault.code)).collect();
        assert_eq!(told, [(2, "name-missing"), (3, "parent-missing"), (4, "parent-missing")]);
        assert_eq!((plan.new.len(), plan.skipped), (1, 3));
    }
}
