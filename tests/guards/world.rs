//! The whole site over a data folder of its own, asked as a visitor or as a steward, and its answers whole: headers too.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use wijkweb::access::{Newcomer, Role, Token, Way};
use wijkweb::consent::Audience;
use wijkweb::graph::Graph;
use wijkweb::neighbourhood::{Order, Refusal};
use wijkweb::web::app;

use super::content::Content;
use crate::support::House;

/// Who looks at the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Persona {
    /// Somebody of whom nothing is known.
    Visitor,
    /// A resident with a card.
    Neighbour,
    /// A community builder.
    Builder,
    /// A community builder on a round from door to door.
    DoorTeam,
    /// Somebody who looks after the neighbourhood.
    Steward,
}

impl Persona {
    /// All, from those who are shown little to those who are shown much.
    pub(crate) const ALL: [Self; 5] = [Self::Visitor, Self::Neighbour, Self::Builder, Self::DoorTeam, Self::Steward];

    /// The audience they are of.
    pub(crate) fn audience(self) -> Audience {
        match self {
            Self::Visitor => Audience::Everyone,
            Self::Neighbour => Audience::Neighbours,
            Self::Builder => Audience::Builders,
            Self::DoorTeam => Audience::DoorTeam,
            Self::Steward => Audience::Stewards,
        }
    }
}

/// A site with one neighbourhood, `wijk`.
pub(crate) struct World {
    house: House,
    router: Router,
    sessions: BTreeMap<Persona, Token>,
    runtime: tokio::runtime::Runtime,
}

/// What a browser gets.
#[derive(PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body, which is text on this site.
    pub(crate) body: String,
}

impl World {
    /// A neighbourhood that has begun, and nothing else in it.
    pub(crate) fn new() -> Self {
        Self::over(House::empty())
    }

    /// The site over this data folder.
    pub(crate) fn over(house: House) -> Self {
        house.let_be_framed_by("https://krant.example");
        let sessions = sessions(&house);
        let router = app(house.state.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { house, router, sessions, runtime }
    }

    /// A neighbourhood with this in it. Returns it with the ties that the rules allowed.
    pub(crate) fn with(content: &Content) -> (Self, Content) {
        let world = Self::new();
        let allowed = world.write(content);
        (world, allowed)
    }

    /// Writes everything. A refused tie is left out; a refused record would be a fault of the test.
    fn write(&self, content: &Content) -> Content {
        let orders = content.orders();
        let (of_records, of_ties) = orders.split_at(orders.len() - content.ties.len());
        for order in of_records {
            self.order(order.clone()).unwrap();
        }
        let mut allowed = content.clone();
        let mut answers = of_ties.iter().map(|order| self.order(order.clone()).is_ok());
        allowed.ties.retain(|_| answers.next().unwrap());
        allowed
    }

    /// Hands an order to the writer.
    pub(crate) fn order(&self, order: Order) -> Result<(), Refusal> {
        self.house.neighbourhood.write(order).map(drop)
    }

    /// The neighbourhood as it is now.
    pub(crate) fn snapshot(&self) -> Arc<Graph> {
        self.house.neighbourhood.snapshot()
    }

    /// Asks for an address, as a browser that wants pages.
    pub(crate) fn get(&self, persona: Persona, address: &str) -> Answer {
        self.send(persona, &Method::GET, address, &[("accept", "text/html")], "")
    }

    /// Sends a request.
    pub(crate) fn send(&self, persona: Persona, method: &Method, address: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(address).header("host", "wijk.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = self.sessions.get(&persona) {
            request = request.header("cookie", format!("session={}", token.as_str()));
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            let body = response.into_body().collect().await.unwrap().to_bytes();
            Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
        })
    }
}

/// What the browsers of all personas hold that came in.
fn sessions(house: &House) -> BTreeMap<Persona, Token> {
    let (access, surroundings, slug) = (house.access(), house.surroundings(), House::slug());
    let team = |sign_in: &str| {
        let link = access.invite(surroundings, &slug, Role::Builder, "", None).unwrap();
        let new = Newcomer { name: "Fatma", sign_in, password: "drie fietsen en een kar" };
        access.join(surroundings, link.as_str(), &new, &[], "").unwrap()
    };
    let (card, _) = access.make_card(surroundings, (&slug, "Mien"), None).unwrap();
    let neighbour = access.begin_session(surroundings, card, Way::Card, "").unwrap();
    let (builder, door_team, steward) = (team("fatma"), team("samira"), house.steward_token());
    let account = |token: &Token| access.signed(token.as_str(), surroundings.now()).unwrap().account.id;
    access.grant(surroundings, &slug, account(&door_team), Duration::from_secs(3600), account(&steward)).unwrap();
    let came_in =
        [(Persona::Neighbour, neighbour), (Persona::Builder, builder), (Persona::DoorTeam, door_team), (Persona::Steward, steward)];
    came_in.into_iter().collect()
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {:#?}\n{}", self.status, self.headers, self.body)
    }
}

impl Answer {
    /// Everything of the answer as one text, to look for words in.
    pub(crate) fn whole(&self) -> String {
        format!("{self:?}")
    }
}
