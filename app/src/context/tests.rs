use std::sync::Mutex;

use domain::ids::Entropy;
use leptos::prelude::{Owner, provide_context};

use super::*;

#[derive(Default)]
struct Recorded(Mutex<Vec<String>>);

impl PageResponse for Recorded {
    fn status(&self, code: u16) {
        self.0.lock().unwrap().push(code.to_string());
    }

    fn redirect(&self, path: &str) {
        self.0.lock().unwrap().push(path.to_owned());
    }
}

struct Four;

impl Entropy for Four {
    fn random(&self) -> u128 {
        4
    }
}

fn with_recorded<T>(run: impl FnOnce() -> T) -> (T, Vec<String>) {
    let recorded = Arc::new(Recorded::default());
    let owner = Owner::new();
    let out = owner.with(|| {
        provide_context::<Arc<dyn PageResponse>>(recorded.clone());
        run()
    });
    let seen = recorded.0.lock().unwrap().clone();
    (out, seen)
}

#[test]
fn a_private_port_needs_a_person_and_answers_401() {
    for session in [Session::SignedOut, Session::Unknown] {
        let (answer, seen) = with_recorded(|| {
            provide_context(session);
            provide_context::<Arc<dyn Entropy>>(Arc::new(Four));
            signed_in::<dyn Entropy>().map(|(user, _)| user)
        });
        assert_eq!(answer, Err(AppError(Problem::SignedOut)));
        assert_eq!(seen, ["401"]);
    }
}

#[test]
fn a_signed_in_person_gets_the_port() {
    let user = UserId::from_parts(1, 2);
    let (answer, seen) = with_recorded(|| {
        provide_context(Session::SignedIn(user));
        provide_context::<Arc<dyn Entropy>>(Arc::new(Four));
        signed_in::<dyn Entropy>().map(|(user, port)| (user, port.random()))
    });
    assert_eq!(answer, Ok((user, 4)));
    assert!(seen.is_empty());
}

#[test]
fn a_missing_port_is_our_fault() {
    let (answer, seen) = with_recorded(|| port::<dyn Entropy>().map(|_| ()));
    assert!(matches!(answer, Err(AppError(Problem::Internal { .. }))));
    assert_eq!(seen, ["500"]);
}

#[test]
fn a_problem_sets_the_status_and_an_answer_does_not() {
    let (_, seen) = with_recorded(|| reply().with(Ok(1)));
    assert!(seen.is_empty());
    let (answer, seen) = with_recorded(|| reply().with::<()>(Err(Problem::NotFound)));
    assert_eq!((answer, seen), (Err(AppError(Problem::NotFound)), vec!["404".to_owned()]));
}
