use crate::consent::Audience;
use crate::inventory::kind::Kind;
use crate::inventory::value::Value;
use crate::web::here::Here;

/// How many people and households the neighbourhood has, as its areas say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Residents {
    /// People; nothing where it is not known.
    pub(super) people: Option<i64>,
    /// Households; nothing where it is not known.
    pub(super) households: Option<i64>,
}

/// Levels of areas that together make up a neighbourhood, the widest first. A municipality is more than that.
const LEVELS: [&str; 2] = ["wijk", "buurt"];

/// What the areas say that everyone sees; nothing where one of them does not say it.
pub(super) fn residents(here: &Here) -> Residents {
    let graph = here.graph();
    let view = graph.seen_by(Audience::Everyone);
    let of_level = |level: &str| view.of_kind(Kind::Area).filter(|area| area.codes("level") == [level]).collect::<Vec<_>>();
    let areas = LEVELS.into_iter().map(of_level).find(|areas| !areas.is_empty()).unwrap_or_default();
    let sum = |field: &str| {
        let known: Option<Vec<i64>> =
            areas.iter().map(|area| if let Some(Value::Whole(number)) = area.value(field) { Some(*number) } else { None }).collect();
        known.map(|numbers| numbers.into_iter().fold(0, i64::saturating_add)).filter(|sum| *sum > 0)
    };
    Residents { people: sum("population"), households: sum("households") }
}
