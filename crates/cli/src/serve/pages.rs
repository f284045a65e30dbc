//! The process of the pages, beside mail: it is started after the gateway, and whatever becomes of it, mail goes on. One that dies is
//! started again, waiting longer each time.

use std::time::Duration;

use rustix::process::Signal;
use tokio::time::Instant;

use super::child::{Child, FIRST_WAIT, LONGEST_WAIT, Role, SETTLED};
use super::plan::Plan;
use crate::context::Context;

/// The pages, if there are any.
pub(super) struct Pages {
    child: Option<Child>,
    /// When it is started again.
    again: Instant,
    wait: Duration,
}

impl Pages {
    /// Starts them, if the configuration has them. Where that fails (a port is taken, say), it is told and tried again: mail matters more.
    pub(super) async fn start(plan: &Plan, context: Context) -> Self {
        let mut pages = Self { child: None, again: Instant::now() + FIRST_WAIT, wait: FIRST_WAIT * 2 };
        if plan.settings.web.is_some() {
            match plan.web().await {
                Ok(child) => pages.child = Some(child),
                Err(failure) => plan.said.complain(&failure.line(context)),
            }
        }
        pages
    }

    /// The next thing that befalls them: an end, or a new start. Never ends where there are none. Whoever stops waiting loses nothing
    /// but a start that was under way.
    pub(super) async fn event(&mut self, plan: &Plan, context: Context) {
        if plan.settings.web.is_none() {
            return std::future::pending().await;
        }
        match &mut self.child {
            Some(child) => {
                let status = child.ended().await;
                if child.age() > SETTLED {
                    self.wait = FIRST_WAIT;
                }
                let facts = [("name", Role::Web.name().into()), ("status", status.to_string().into())];
                plan.said.complain(&context.say("serve-pages-ended", &facts));
                self.child = None;
            }
            None => {
                tokio::time::sleep_until(self.again).await;
                match plan.web().await {
                    Ok(child) => {
                        self.child = Some(child);
                        plan.said.tell(&context.say("serve-child-again", &[("name", Role::Web.name().into())]));
                    }
                    Err(failure) => plan.said.complain(&failure.line(context)),
                }
            }
        }
        self.again = Instant::now() + self.wait;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
    }

    /// They are to read their files again.
    pub(super) fn reload(&self) {
        if let Some(child) = &self.child {
            child.signal(Signal::HUP);
        }
    }

    pub(super) async fn stop(&mut self, patience: Duration) {
        if let Some(child) = &mut self.child {
            child.stop(patience).await;
        }
    }
}
