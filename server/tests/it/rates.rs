//! Several servers that count together in a real Redis (`TEST_REDIS_URL`, which `cargo xtask test` starts).

use std::sync::Arc;
use std::time::Duration;

use domain::Problem;
use domain::ids::UserId;
use domain::problem::LimitedAction;
use server::clock::SystemEntropy;
use server::mint::Mint;
use server::security::{LimitKey, Security, SecuritySettings, SharedRateLimiter};

use crate::app::ShiftedClock;

const ACTION: LimitedAction = LimitedAction::Generate;

/// Two servers at one Redis with one clock, and somebody new; nothing where no Redis is.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where Redis is")]
fn two_servers() -> Option<(Security, Security, Arc<ShiftedClock>, LimitKey)> {
    let Ok(url) = std::env::var("TEST_REDIS_URL") else {
        eprintln!("skipped: TEST_REDIS_URL is not set");
        return None;
    };
    let clock = Arc::new(ShiftedClock::default());
    let mint = Mint::new(clock.clone(), Arc::new(SystemEntropy));
    let server = || {
        let shared = SharedRateLimiter::open(&url).unwrap();
        Security::counting_together(SecuritySettings::default(), mint.clone(), shared)
    };
    let somebody = LimitKey::User(mint.id(UserId::from_parts));
    Some((server(), server(), clock, somebody))
}

#[tokio::test]
async fn servers_at_one_redis_allow_one_limit_together() {
    let Some((one, other, clock, somebody)) = two_servers() else { return };
    let mut passed = 0;
    for server in [&one, &other].into_iter().cycle().take(2 * ACTION.per_minute() as usize) {
        passed += u32::from(server.count(ACTION, somebody).await.is_ok());
    }
    // A token comes back every three seconds; the loop takes less.
    assert!((ACTION.per_minute()..=ACTION.per_minute() + 1).contains(&passed), "{passed}");
    let refused = other.count(ACTION, somebody).await;
    assert!(matches!(refused, Err(Problem::RateLimited { retry_after_secs: 1..=3, .. })), "{refused:?}");
    clock.advance(Duration::from_secs(4));
    assert_eq!(other.count(ACTION, somebody).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_once_are_counted_one_by_one() {
    let Some((one, other, _, somebody)) = two_servers() else { return };
    let asked = (0..60).map(|number| {
        let server = if number % 2 == 0 { one.clone() } else { other.clone() };
        tokio::spawn(async move { server.count(ACTION, somebody).await.is_ok() })
    });
    let answers = futures::future::join_all(asked).await;
    let passed = answers.into_iter().filter(|answer| *answer.as_ref().unwrap()).count();
    assert!((20..=21).contains(&passed), "{passed}");
}
