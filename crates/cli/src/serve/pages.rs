//! The process of the pages, beside mail: it is started after the gateway, and whatever becomes of it, mail goes on. One that dies is
//! started again, waiting longer each time. A reload is a new process on the same sockets: it reads all anew, and nobody is refused.

use std::time::Duration;

use rustix::process::Signal;
use tokio::time::Instant;

use super::child::{Child, FIRST_WAIT, LONGEST_WAIT, Role, SETTLED, how_it_ended};
use super::leaving::{Leaving, MOST_LEAVING};
use super::plan::Plan;
use crate::context::Context;

/// The pages, if there are any.
pub(super) struct Pages {
    child: Option<Child>,
    /// When they are started again; never, where the configuration has none.
    again: Option<Instant>,
    wait: Duration,
    /// New ones are to take their place.
    renew: bool,
    /// Old ones, which still answer.
    leaving: Leaving,
}

impl Pages {
    /// Starts them, if the configuration has them. Where that fails (a port is taken, say), it is told and tried again: mail matters more.
    pub(super) async fn start(plan: &Plan, context: Context) -> Self {
        let mut pages = Self { child: None, again: None, wait: FIRST_WAIT, renew: false, leaving: Leaving::default() };
        if plan.settings.web.is_some() {
            pages.try_to_start(plan, context, false).await;
        }
        pages
    }

    /// The next thing that befalls them: an end, or a new start. Never ends where there are none. Whoever stops waiting loses nothing
    /// but a start that was under way.
    pub(super) async fn event(&mut self, plan: &Plan, context: Context) {
        if self.renew {
            return self.take_their_place(plan, context).await;
        }
        if let Some(child) = &mut self.child {
            let status = child.ended().await;
            if child.age() > SETTLED {
                self.wait = FIRST_WAIT;
            }
            let (how, number) = how_it_ended(Some(status));
            let facts = [("name", Role::Web.name().into()), ("how", how.into()), ("number", number.into())];
            plan.said.complain(&context.say("serve-pages-ended", &facts));
            self.child = None;
            return self.later();
        }
        let Some(again) = self.again else { return std::future::pending().await };
        tokio::time::sleep_until(again).await;
        self.try_to_start(plan, context, true).await;
    }

    async fn try_to_start(&mut self, plan: &Plan, context: Context, again: bool) {
        match plan.web(false).await {
            Ok(child) => {
                if again && child.is_some() {
                    plan.said.tell(&context.say("serve-child-again", &[("name", Role::Web.name().into())]));
                }
                self.child = child;
                self.again = None;
            }
            Err(failure) => {
                plan.said.complain(&failure.line(context));
                self.later();
            }
        }
    }

    fn later(&mut self) {
        self.again = Some(Instant::now() + self.wait);
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
    }

    /// They are to read everything anew: new ones take their place, or come to be, or go, as the configuration says now.
    pub(super) fn renew(&mut self) {
        self.renew = true;
    }

    /// Where new ones cannot be started, the old ones stay.
    async fn take_their_place(&mut self, plan: &Plan, context: Context) {
        while self.leaving.count() >= MOST_LEAVING {
            tokio::time::sleep(FIRST_WAIT).await;
        }
        let there_are_none = self.child.is_none() && self.again.is_none();
        let started = match plan.wants_web() {
            Ok(_) => plan.web(self.child.is_some()).await,
            // The gateway says that the configuration is faulty; here it matters if there are pages.
            Err(_) if there_are_none => Ok(None),
            Err(failure) => Err(failure),
        };
        self.renew = false;
        match started {
            Ok(new) => {
                if let Some(old) = std::mem::replace(&mut self.child, new) {
                    self.leaving.add(old, Signal::TERM);
                }
                self.again = None;
            }
            Err(failure) => {
                plan.said.complain(&failure.line(context));
                match self.child {
                    Some(_) => plan.said.complain(&context.say("serve-pages-stay", &[])),
                    None => self.later(),
                }
            }
        }
    }

    pub(super) async fn stop(&mut self, patience: Duration) {
        let running = async {
            if let Some(child) = &mut self.child {
                child.stop(patience).await;
            }
        };
        tokio::join!(running, self.leaving.stop(patience));
    }
}
