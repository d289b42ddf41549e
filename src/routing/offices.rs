//! Which unit of an agency works where: of those whose areas hold a place, the nearest.

use std::collections::HashSet;

use crate::agencies::covers::Cover;
use crate::agencies::{Agency, Category, is_inside};
use crate::ids::AgencyId;

/// Active agencies that say where they work.
#[derive(Clone, Debug, Default)]
pub struct Offices(Vec<Office>);

#[derive(Clone, Debug)]
struct Office {
    agency: AgencyId,
    path: String,
    depth: usize,
    areas: Vec<String>,
    /// It, or somebody above it other than the top of the house, answers for matters of its own.
    is_special: bool,
}

impl Offices {
    /// From all active agencies and categories.
    pub fn of(agencies: &[Agency], categories: &[Category], covers: &[Cover]) -> Self {
        let special: HashSet<AgencyId> = categories.iter().map(|category| category.agency_id).collect();
        let special: Vec<&Agency> =
            agencies.iter().filter(|agency| agency.depth() > 0 && special.contains(&agency.id)).collect();
        let office = |agency: &Agency| Office {
            agency: agency.id,
            path: agency.path.clone(),
            depth: agency.depth(),
            areas: covers
                .iter()
                .filter(|cover| cover.agency_id == agency.id)
                .map(|cover| cover.area_code.clone())
                .collect(),
            is_special: special.iter().any(|above| agency.path.starts_with(&above.path)),
        };
        Self(agencies.iter().map(office).filter(|office| !office.areas.is_empty()).collect())
    }

    /// Of this agency and the units below it, the one whose area lies closest around the place; of several, the deepest
    /// in the tree. What the top of the house answers for goes to no unit that has matters of its own: the waterworks
    /// of a district issue no identity cards.
    pub fn nearest(&self, agency: AgencyId, area: &str) -> Option<AgencyId> {
        let id = format!("/{agency}/");
        let closeness = |office: &Office| {
            let holding = office.areas.iter().filter(|outer| is_inside(area, outer));
            holding.map(|outer| outer.matches('.').count()).max()
        };
        // A path begins at the top of the house.
        let units = self.0.iter().filter(|office| {
            if office.path.starts_with(&id) { !office.is_special } else { office.path.contains(&id) }
        });
        let near = units.filter_map(|office| Some((closeness(office)?, office)));
        // Of equals the first, in the order of the tree.
        let nearest = near.reduce(
            |best, next| {
                if (next.0, next.1.depth) > (best.0, best.1.depth) { next } else { best }
            },
        );
        nearest.map(|(_, office)| office.agency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CategoryId;
    use crate::tickets::Class;

    fn agency(path: &str) -> Agency {
        let ids: Vec<i64> = path.split('/').filter_map(|id| id.parse().ok()).collect();
        Agency {
            id: AgencyId(*ids.last().expect("an id")),
            parent_id: ids.iter().rev().nth(1).copied().map(AgencyId),
            code: path.into(),
            path: path.into(),
            name_id: path.into(),
            name_en: path.into(),
            phone: None,
            email: None,
            is_active: true,
        }
    }

    fn category(agency: i64) -> Category {
        Category {
            id: CategoryId(agency),
            parent_id: None,
            code: agency.to_string(),
            name_id: String::new(),
            name_en: String::new(),
            agency_id: AgencyId(agency),
            class: Class::Complaint,
            priority: 3,
            due_minutes: 60,
            position: 1,
            is_active: true,
            is_public: false,
        }
    }

    /// 1 the city, 2 its waterworks with 3 (north), 4 (north-east, below 3) and 5 (no area), 6 a district of the city.
    fn offices() -> Offices {
        let tree = ["/1/", "/1/2/", "/1/2/3/", "/1/2/3/4/", "/1/2/5/", "/1/6/"].map(agency);
        let covers = [(2, "99.71"), (3, "99.71.01"), (4, "99.71.01.1002"), (4, "99.71.03"), (6, "99.71.01")];
        let covers = covers.map(|(id, code)| Cover { agency_id: AgencyId(id), area_code: code.into() });
        Offices::of(&tree, &[category(1), category(2)], &covers)
    }

    #[test]
    fn the_closest_area_decides() {
        for (of, area, expected) in [
            (2, "99.71.01.1001", Some(3)),
            (2, "99.71.01.1002", Some(4)),
            (2, "99.71.01", Some(3)),
            (2, "99.71.02.1001", Some(2)),
            (2, "99.71.03.1", Some(4)),
            (2, "99.71", Some(2)),
            (2, "99.7", None),
            (2, "99.710", None),
            (3, "99.71.02", None),
            (4, "99.71.01.1002", Some(4)),
            (5, "99.71.01", None),
            (7, "99.71.01", None),
        ] {
            assert_eq!(offices().nearest(AgencyId(of), area), expected.map(AgencyId), "{of} {area}");
        }
    }

    #[test]
    fn the_deepest_of_equals_and_nobody_elses_specialist() {
        let tree = ["/1/", "/1/2/", "/1/2/3/"].map(agency);
        let covers = [2, 3].map(|id| Cover { agency_id: AgencyId(id), area_code: "99.71.01".into() });
        let both = Offices::of(&tree, &[category(2)], &covers);
        assert_eq!(both.nearest(AgencyId(2), "99.71.01.9"), Some(AgencyId(3)));
        assert_eq!(both.nearest(AgencyId(1), "99.71.01.9"), None, "the waterworks issue no identity cards");
        assert_eq!(offices().nearest(AgencyId(1), "99.71.01.1002"), Some(AgencyId(6)), "the district does");
    }
}
