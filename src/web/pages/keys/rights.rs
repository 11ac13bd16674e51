use axum::extract::State;
use maud::{Markup, html};

use crate::access::{Reach, Right, Role};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::parts::{crumbs, icon};
use crate::web::paths::{AboutPath, RightsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Who may do what: the table that the program itself goes by.
pub(super) async fn show(path: RightsPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let title = words.say("rights-title");
    let roles = [None].into_iter().chain(Role::ALL.map(Some));
    Ok(here.frame(&title).tab(Tab::About).page(html! {
        (crumbs(words, &[(&AboutPath::of(here.slug()).to_string(), &words.say("frame-about"))], &title))
        h1 { (title) }
        p.lead { (words.say("rights-what")) }
        div.scrolls tabindex="0" role="region" aria-label=(title) {
            table {
                thead {
                    tr {
                        th scope="col" { (words.say("rights-right")) }
                        @for role in roles.clone() { th scope="col" { (words.say(&format!("rights-{}", role.map_or("everyone", Role::code)))) } }
                    }
                }
                tbody {
                    @for right in Right::ALL {
                        tr {
                            th scope="row" { (words.say(&format!("right-{}", right.code()))) }
                            @match right.reach() {
                                Reach::Operator => td colspan="4" { (words.say("rights-operator")) },
                                Reach::Beginner => td colspan="4" { (words.say("rights-beginner")) },
                                Reach::Everyone | Reach::Role(_) => { @for role in roles.clone() { td { (cell(&here, right.is_of(role))) } } },
                            }
                        }
                    }
                }
            }
        }
        p { (words.say("rights-homes")) }
        p { (words.say("rights-helping")) }
    }))
}

fn cell(here: &Here, may: bool) -> Markup {
    let words = here.words();
    if may {
        html! { (icon("ok")) span.unseen { (words.say("rights-yes")) } }
    } else {
        html! { span aria-hidden="true" { "–" } span.unseen { (words.say("rights-no")) } }
    }
}
