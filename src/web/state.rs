use std::ops::Deref;
use std::sync::Arc;

use crate::neighbourhood::{Backups, Neighbourhoods};
use crate::web::imports::Jobs;
use crate::web::kept::KeptPages;
use crate::web::settings::Settings;
use crate::web::watch::Measures;

/// What handlers share, in the hand of each of them.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What handlers share.
pub struct Shared {
    /// All neighbourhoods of the data folder.
    pub neighbourhoods: Arc<Neighbourhoods>,
    /// Imports that run or ran since the program started.
    pub jobs: Arc<Jobs>,
    /// Pages that are the same for many.
    pub kept: Arc<KeptPages>,
    /// How the site is served.
    pub settings: Arc<Settings>,
    /// Backups, made by themselves or not.
    pub backups: Arc<Backups>,
    /// What was answered since the program started.
    pub measures: Arc<Measures>,
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
