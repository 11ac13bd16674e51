//! One file a page.

mod about;
mod asset;
mod begin;
mod change;
mod changes;
mod closing;
mod embed;
mod follow_ups;
mod history;
mod home;
mod import;
mod keys;
mod language;
mod list;
mod many;
mod map;
mod me;
mod merge;
mod neighbourhoods;
mod new_asset;
mod new_tie;
mod news;
mod people;
mod people_along;
mod people_file;
mod photos;
mod privacy;
mod questions;
mod settings;
mod talents;
mod undo;
mod vocabulary;

pub(crate) use closing::all_closed;
pub(crate) use new_asset::{decimal_mark, visibility as visibility_on};

use axum::Router;

use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .merge(about::router())
        .merge(asset::router())
        .merge(begin::router())
        .merge(changes::router())
        .merge(closing::router())
        .merge(history::router())
        .merge(change::router())
        .merge(embed::router())
        .merge(home::router())
        .merge(import::router())
        .merge(keys::router())
        .merge(language::router())
        .merge(list::router())
        .merge(many::router())
        .merge(map::router())
        .merge(me::router())
        .merge(merge::router())
        .merge(neighbourhoods::router())
        .merge(new_asset::router())
        .merge(new_tie::router())
        .merge(people::router())
        .merge(people_along::router())
        .merge(people_file::router())
        .merge(follow_ups::router())
        .merge(photos::router())
        .merge(privacy::router())
        .merge(news::router())
        .merge(questions::router())
        .merge(settings::router())
        .merge(talents::router())
        .merge(undo::router())
        .merge(vocabulary::router())
}
