use std::sync::Arc;

use axum::extract::FromRef;

use crate::neighbourhood::Neighbourhoods;
use crate::web::imports::Jobs;
use crate::web::kept::KeptPages;
use crate::web::settings::Settings;
use crate::web::steward::Stewards;

/// What handlers share.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// All neighbourhoods of the data folder.
    pub neighbourhoods: Arc<Neighbourhoods>,
    /// Browsers that are a steward's.
    pub stewards: Arc<Stewards>,
    /// Imports that run or ran since the program started.
    pub jobs: Arc<Jobs>,
    /// Pages that are the same for many.
    pub kept: Arc<KeptPages>,
    /// How the site is served.
    pub settings: Arc<Settings>,
}
