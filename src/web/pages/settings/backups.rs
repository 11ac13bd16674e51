use std::sync::Arc;

use maud::{Markup, html};

use crate::web::parts::{Tone, message};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::words::Words;

/// When the last backup was made that was read back, and whether one failed since.
pub(super) async fn section(state: &AppState, words: Words) -> Result<Markup, Problem> {
    let (backups, neighbourhoods) = (Arc::clone(&state.backups), Arc::clone(&state.neighbourhoods));
    let newest = tokio::task::spawn_blocking(move || backups.newest(&neighbourhoods)).await.map_err(|_| Problem::OurFault)?;
    let has_failed = state.backups.failure().is_some() || newest.as_ref().is_some_and(|backup| !backup.left_out.is_empty());
    let day = newest.map(|backup| show::day(words, backup.made.day()));
    Ok(html! {
        section {
            h2 { (words.say("settings-backups")) }
            @if has_failed { (message(Tone::Warning, words.say("settings-backup-failed"), html! {})) }
            @match day {
                Some(day) => p { (words.say_with("settings-backup-newest", &[("day", day.into())])) }
                None => p { (words.say("settings-backup-none")) }
            }
        }
    })
}
