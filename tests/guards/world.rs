//! The whole site over a data folder of its own, asked as a visitor or as a steward, and its answers whole: headers too.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

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
    /// Somebody whose browser is a steward's.
    Steward,
}

/// A site with one neighbourhood, `wijk`.
pub(crate) struct World {
    house: House,
    router: Router,
    steward: String,
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
        let link = house.state.stewards.invite(house.surroundings());
        let router = app(house.state.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut world = Self { house, router, steward: String::new(), runtime };
        let welcome = world.send(Persona::Visitor, &Method::POST, &format!("/steward/{link}"), &[], "");
        welcome.headers["set-cookie"].split(';').next().unwrap().clone_into(&mut world.steward);
        world
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
        if persona == Persona::Steward {
            request = request.header("cookie", &self.steward);
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
