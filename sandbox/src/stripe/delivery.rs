//! Webhooks on their way: at least once, in no promised order, again with growing pauses until the receiver answers
//! 2xx. Stripe tries for three days; this stand-in for minutes.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::SandboxStripe;
use super::control::{Attempted, SignatureStyle};
use super::signature::sign;
use super::store::{Change, Delivery};

/// Pauses before the second, third, … attempt, in milliseconds; after the last one the event is given up.
const PAUSES_MS: [i64; 16] = [
    200, 400, 800, 1_500, 3_000, 5_000, 10_000, 15_000, 20_000, 30_000, 30_000, 60_000, 60_000, 120_000,
    300_000, 600_000,
];
/// How many are sent at a time.
const MAX_AT_WORK: usize = 32;
/// How often the background task looks.
const TICK: Duration = Duration::from_millis(20);

impl SandboxStripe {
    /// Delivers in the background for as long as a clone of this lives. Call it once, inside a tokio runtime.
    pub fn start_deliveries(&self) {
        let inner = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            let mut at_work = JoinSet::new();
            while let Some(inner) = inner.upgrade() {
                Self { inner }.launch_due(&mut at_work);
                while at_work.try_join_next().is_some() {}
                tokio::time::sleep(TICK).await;
            }
        });
    }

    /// Tries everything that is due, once, and waits for the answers.
    pub async fn deliver_due(&self) {
        let mut at_work = JoinSet::new();
        self.launch_due(&mut at_work);
        at_work.join_all().await;
    }

    fn launch_due(&self, at_work: &mut JoinSet<()>) {
        let now_ms = self.now_ms();
        let room = MAX_AT_WORK.saturating_sub(at_work.len());
        if room == 0 || self.controls().deliveries_held() {
            return;
        }
        let mut due: Vec<Delivery> = self.look(|state| {
            let due = state.deliveries().filter(|delivery| delivery.due_ms <= now_ms);
            due.filter(|delivery| !self.controls().is_at_work(&delivery.id)).cloned().collect()
        });
        due.sort_by_key(|delivery| delivery.due_ms);
        for delivery in due.into_iter().take(room) {
            self.controls().set_at_work(&delivery.id, true);
            let stripe = self.clone();
            at_work.spawn(async move {
                stripe.attempt(&delivery).await;
                stripe.controls().set_at_work(&delivery.id, false);
            });
        }
    }

    async fn attempt(&self, delivery: &Delivery) {
        let mut status = 0;
        for _ in 0..self.controls().copies() {
            status = self.send(delivery).await;
        }
        let next = match (status, usize::try_from(delivery.attempts).ok().and_then(|at| PAUSES_MS.get(at))) {
            (200..=299, _) | (_, None) => Change::Delivered(delivery.id.clone()),
            (_, Some(pause_ms)) => Change::Deliver(Delivery {
                attempts: delivery.attempts + 1,
                due_ms: self.now_ms() + pause_ms,
                ..delivery.clone()
            }),
        };
        let written = self.transact(Value::Null, |work| {
            if let (Change::Delivered(_), Ok(mut event)) = (&next, work.find("event", &delivery.event_id, ""))
            {
                let pending = event.number("pending_webhooks") - 1;
                work.update(&mut event, json!({ "pending_webhooks": pending.max(0) }));
            }
            work.record(next);
            Ok(())
        });
        if let Err(error) = written {
            tracing::error!(message = error.message, "a webhook's outcome cannot be kept");
        }
    }

    /// Sends once; answers the status, 0 when there was none.
    async fn send(&self, delivery: &Delivery) -> u16 {
        let (event, endpoint) = self.look(|state| {
            (state.object(&delivery.event_id).cloned(), state.object(&delivery.endpoint_id).cloned())
        });
        let (Some(event), Some(endpoint)) = (event, endpoint) else { return 200 };
        let body = format!("{:#}", event.shown());
        let now_secs = self.now_ms().div_euclid(1000);
        let secret = endpoint.text("_secret");
        let signature = match delivery.signature {
            SignatureStyle::Valid => Some(sign(secret, now_secs, &body)),
            SignatureStyle::Wrong => Some(sign("whsec_of_somebody_else", now_secs, &body)),
            SignatureStyle::Old => Some(sign(secret, now_secs - 3600, &body)),
            SignatureStyle::Missing => None,
        };
        let request = self
            .http()
            .post(endpoint.text("url"))
            .header("content-type", "application/json; charset=utf-8")
            .body(body);
        let request = match signature {
            Some(signature) => request.header("stripe-signature", signature),
            None => request,
        };
        let status = request.send().await.map_or(0, |response| response.status().as_u16());
        self.controls().remember(Attempted {
            event_id: delivery.event_id.clone(),
            kind: event.text("type").to_owned(),
            url: endpoint.text("url").to_owned(),
            attempt: delivery.attempts + 1,
            status,
        });
        status
    }
}
