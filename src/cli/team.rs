use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;

use crate::access::{Account, CannotChange, NotKept, Role, Token};
use crate::cli::DataFolder;
use crate::cli::bring_in::find;
use crate::cli::settings::Flags;
use crate::cli::talk::{Failure, Talk};
use crate::inventory::slug::Slug;
use crate::neighbourhood::Neighbourhoods;
use crate::web::paths::InvitationPath;

/// Who is of the team; invites, helps out whoever forgot their password, and switches off.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  wijkweb team
  wijkweb team invite --to afrikaanderwijk --role steward
  wijkweb team recover fatma@wijk.example
  wijkweb team off fatma@wijk.example --of afrikaanderwijk")]
pub(super) struct Team {
    #[command(flatten)]
    pub(super) data: DataFolder,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Make a link with which one person joins the team of a neighbourhood.
    Invite {
        /// The neighbourhood.
        #[arg(long, value_name = "SLUG")]
        to: Slug,
        /// builder or steward.
        #[arg(long, default_value = "steward")]
        role: Role,
        /// For whom, to recognise the invitation by.
        #[arg(long = "for", value_name = "NAME", default_value = "")]
        note: String,
    },
    /// Make a link with which somebody chooses a new password; signing in with an app is then off.
    Recover {
        /// What they sign in with.
        name: String,
    },
    /// Switch somebody off in a neighbourhood, in every browser at once.
    Off {
        /// What they sign in with.
        name: String,
        /// The neighbourhood.
        #[arg(long, value_name = "SLUG")]
        of: Slug,
    },
}

impl Team {
    pub(super) fn run(self, neighbourhoods: &Neighbourhoods, talk: &Talk) -> Result<ExitCode, Failure> {
        let (access, surroundings, folder) = (neighbourhoods.access(), neighbourhoods.surroundings(), &self.data.folder);
        let not_kept = |error: NotKept| talk.store_failure(&error, folder);
        match self.what {
            None => list(neighbourhoods, talk),
            Some(What::Invite { to, role, note }) => {
                find(neighbourhoods, &to, folder, talk)?;
                if !role.is_team() {
                    return Err(talk.failure("cli-team-role", &[]));
                }
                tell(folder, talk, "cli-team-invited", &access.invite(surroundings, &to, role, &note, None).map_err(not_kept)?);
            }
            Some(What::Recover { name }) => {
                let account = named(neighbourhoods, &name, talk)?;
                let offered = access.offer_recovery(surroundings, account.id, None);
                tell(folder, talk, "cli-team-recovery", &offered.map_err(|why| refused(why, &name, folder, talk))?);
            }
            Some(What::Off { name, of }) => {
                let account = named(neighbourhoods, &name, talk)?;
                access.switch_off(surroundings, &of, account.id, None).map_err(|why| refused(why, &name, folder, talk))?;
                talk.say("cli-team-off", &[("name", name.into()), ("slug", of.to_string().into())]);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(neighbourhoods: &Neighbourhoods, talk: &Talk) {
    for slug in neighbourhoods.slugs() {
        talk.write(&slug);
        let members = neighbourhoods.access().members(&slug);
        let team: Vec<_> = members.iter().filter(|account| account.role_in(&slug).is_some_and(Role::is_team)).collect();
        for account in &team {
            let role = account.role_in(&slug).map_or("", Role::code);
            let step = if account.has_second_step() { " · TOTP" } else { "" };
            talk.write(&format!("  {role:8} {} · {}{step}", account.sign_in.as_deref().unwrap_or("-"), account.name));
        }
        if team.is_empty() {
            talk.say("cli-team-nobody", &[("slug", slug.to_string().into())]);
        }
    }
}

/// The account that signs in with this.
fn named(neighbourhoods: &Neighbourhoods, name: &str, talk: &Talk) -> Result<Arc<Account>, Failure> {
    neighbourhoods.access().find_by_name(name).ok_or_else(|| talk.failure("cli-team-unknown", &[("name", name.into())]))
}

/// Tells a link, with the address under which the site is known where the settings say so.
fn tell(folder: &Path, talk: &Talk, key: &str, token: &Token) {
    let chosen = Flags::default().choose(folder, &|name| std::env::var_os(name)).ok();
    let site = chosen.map_or_else(String::new, |chosen| match chosen.addresses.first() {
        Some(address) => address.to_string(),
        None => format!("{}://{}", if chosen.certificate.is_some() { "https" } else { "http" }, chosen.listen),
    });
    talk.say(key, &[("link", format!("{site}{}", InvitationPath::at(token.as_str())).into())]);
}

fn refused(why: CannotChange, name: &str, folder: &Path, talk: &Talk) -> Failure {
    match why {
        CannotChange::NotKept(error) => talk.store_failure(&error, folder),
        CannotChange::LastSteward => talk.failure("cli-team-last", &[]),
        _ => talk.failure("cli-team-unknown", &[("name", name.into())]),
    }
}
