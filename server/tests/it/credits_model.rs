//! Credits against a model: random orders of starting, repeating, cancelling and ending, on the real database, with
//! every invariant checked after each step.

use std::sync::Arc;

use domain::Problem;
use domain::credits::Credits;
use domain::generation::{GenerationKind, Generations as _, StartForm, StartGeneration};
use domain::ids::{AssetId, GenerationId};
use futures::FutureExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::jobs::{self, Claimed, Handle as _, JobKind, Lane, Outcome, claim};

use crate::app::{Setup, TestApp};
use crate::scripted::{Script, ScriptedProvider};

const START_GRANT: i64 = 4;

#[derive(Clone, Copy, Debug)]
enum Event {
    Start {
        skip_concept: bool,
    },
    ConceptsAgain(usize),
    ModelFrom(usize),
    ModelAgain(usize),
    Retry(usize),
    Cancel(usize),
    /// The same request as before, as after a lost answer.
    RepeatLast,
    /// A worker takes the next job, and this comes of it.
    Run(Script),
}

fn event() -> impl Strategy<Value = Event> {
    let script = prop_oneof![
        5 => Just(Script::Completes),
        1 => Just(Script::CompletesElsewhere),
        1 => Just(Script::Rubbish),
        1 => Just(Script::Fails),
        1 => Just(Script::TimesOut),
    ];
    prop_oneof![
        3 => any::<bool>().prop_map(|skip_concept| Event::Start { skip_concept }),
        2 => (0_usize..4).prop_map(Event::ConceptsAgain),
        3 => (0_usize..4).prop_map(Event::ModelFrom),
        2 => (0_usize..4).prop_map(Event::ModelAgain),
        2 => (0_usize..4).prop_map(Event::Retry),
        2 => (0_usize..4).prop_map(Event::Cancel),
        1 => Just(Event::RepeatLast),
        6 => script.prop_map(Event::Run),
    ]
}

/// What an asset should be, by the rules in words.
struct Expected {
    id: AssetId,
    rounds: u32,
    models: u32,
    running: Option<(GenerationId, GenerationKind, i64)>,
    /// What the last generation was, when it brought nothing.
    fruitless: Option<(GenerationKind, i64)>,
}

struct World {
    app: TestApp,
    provider: Arc<ScriptedProvider>,
    balance: i64,
    assets: Vec<Expected>,
    last_start: Option<(StartGeneration, AssetId)>,
}

impl World {
    async fn new() -> Self {
        let provider = Arc::new(ScriptedProvider::new(Script::Completes));
        let mut setup = Setup { runs_jobs: false, provider: Some(provider.clone()), ..Setup::default() };
        setup.start_grant = START_GRANT;
        setup.limits.first_pause_ms = 0;
        let app = setup.start().await;
        provider.storage.set(app.storage.clone()).ok().unwrap();
        Self { app, provider, balance: START_GRANT, assets: Vec::new(), last_start: None }
    }

    async fn play(&mut self, event: Event) {
        match event {
            Event::Start { skip_concept } => self.start(skip_concept).await,
            Event::ConceptsAgain(index) => self.again(index, Event::ConceptsAgain).await,
            Event::ModelFrom(index) => self.again(index, Event::ModelFrom).await,
            Event::ModelAgain(index) => self.again(index, Event::ModelAgain).await,
            Event::Retry(index) => self.again(index, Event::Retry).await,
            Event::Cancel(index) => self.cancel(index).await,
            Event::RepeatLast => self.repeat_last().await,
            Event::Run(script) => self.run_one(script).await,
        }
        self.app.check().await;
        assert_eq!(self.app.balance().await, self.balance, "after {event:?}");
    }

    fn running(&self) -> usize {
        self.assets.iter().filter(|asset| asset.running.is_some()).count()
    }

    async fn start(&mut self, skip_concept: bool) {
        let form = StartForm { skip_concept, ..self.app.text("a red robot") };
        let request = StartGeneration::parse(&form).unwrap();
        let outcome = self.app.generations.start(self.app.user, request.clone()).await;
        if self.running() == 2 {
            assert_eq!(outcome, Err(Problem::TooManyRunning { limit: 2 }));
            return;
        }
        if self.balance < 1 {
            assert_eq!(outcome, Err(Problem::OutOfCredits { need: Credits(1), have: Credits(0) }));
            return;
        }
        let kind = if skip_concept { GenerationKind::Model } else { GenerationKind::Concepts };
        let id = outcome.unwrap();
        self.balance -= 1;
        let running = Some((request.generation, kind, 1));
        self.assets.push(Expected { id, rounds: 0, models: 0, running, fruitless: None });
        self.last_start = Some((request, id));
    }

    async fn again(&mut self, index: usize, event: fn(usize) -> Event) {
        let limit_reached = self.running() == 2;
        let Some(asset) = self.assets.get_mut(index) else { return };
        let id = self.app.new_generation();
        let (service, user) = (&self.app.generations, self.app.user);
        let model_cost = if asset.models == 0 { 0 } else { 1 };
        let (allowed, outcome) = match event(index) {
            Event::ConceptsAgain(_) => {
                let allowed = (1..3).contains(&asset.rounds).then_some((GenerationKind::Concepts, 0));
                (allowed, service.concepts_again(user, asset.id, id).await)
            }
            Event::ModelFrom(_) if asset.rounds == 0 => return,
            Event::ModelFrom(_) => {
                let concept = self.app.any_concept(asset.id).await;
                let outcome = service.model_from_concept(user, asset.id, concept, id).await;
                (Some((GenerationKind::Model, model_cost)), outcome)
            }
            Event::ModelAgain(_) => {
                let allowed = (asset.models > 0).then_some((GenerationKind::Model, 1));
                (allowed, service.model_again(user, asset.id, id).await)
            }
            _ => (asset.fruitless, service.retry(user, asset.id, id).await),
        };
        match allowed.filter(|_| asset.running.is_none()) {
            None => assert!(matches!(outcome, Err(Problem::NotNow { .. })), "{outcome:?}"),
            Some(_) if limit_reached => assert_eq!(outcome, Err(Problem::TooManyRunning { limit: 2 })),
            Some((_, cost)) if cost > self.balance => {
                assert_eq!(outcome, Err(Problem::OutOfCredits { need: Credits(cost), have: Credits(0) }));
            }
            Some((kind, cost)) => {
                assert_eq!(outcome, Ok(()));
                self.balance -= cost;
                asset.running = Some((id, kind, cost));
            }
        }
    }

    async fn cancel(&mut self, index: usize) {
        let Some(asset) = self.assets.get_mut(index) else { return };
        self.app.generations.cancel(self.app.user, asset.id).await.unwrap();
        if let Some((_, kind, cost)) = asset.running.take() {
            self.balance += cost;
            asset.fruitless = Some((kind, cost));
        }
    }

    async fn repeat_last(&mut self) {
        let Some((request, asset)) = &self.last_start else { return };
        let outcome = self.app.generations.start(self.app.user, request.clone()).await;
        assert_eq!(outcome.as_ref(), Ok(asset));
    }

    /// Runs the next generation's job; jobs of generations that are over end without an effect.
    async fn run_one(&mut self, script: Script) {
        self.provider.will(script);
        while let Some(job) = claim(&self.app.db, &self.app.mint, Lane::Waiting).await.unwrap() {
            let ran = self.app.jobs.run(&job).await;
            if ran == Outcome::Done {
                finish(&self.app, &job).await;
            } else {
                assert_eq!(ran, Outcome::Ended);
            }
            let of_job =
                |asset: &&mut Expected| asset.running.is_some_and(|(id, ..)| id.to_string() == job.subject);
            let Some(asset) = self.assets.iter_mut().find(of_job) else { continue };
            assert_eq!(job.kind, JobKind::RunGeneration);
            let Some((_, kind, cost)) = asset.running.take() else { continue };
            let works = matches!(script, Script::Completes | Script::CompletesElsewhere);
            match kind {
                _ if !works => {
                    self.balance += cost;
                    asset.fruitless = Some((kind, cost));
                    return;
                }
                GenerationKind::Concepts => asset.rounds += 1,
                GenerationKind::Model => asset.models += 1,
            }
            asset.fruitless = None;
            return;
        }
    }
}

async fn finish(app: &TestApp, job: &Claimed) {
    let (mint, job) = (app.mint.clone(), job.clone());
    let finished = app.db.write(move |tx| {
        let (mint, job) = (mint.clone(), job.clone());
        async move { jobs::finish(tx, &mint, &job).await }.boxed()
    });
    finished.await.unwrap().unwrap();
}

#[test]
fn credits_agree_with_the_model_in_every_order() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // The long run takes minutes; it is the one that says "a thousand histories".
    let cases = if std::env::var_os("MODEL_FULL").is_some() { 1000 } else { 16 };
    let config = Config { cases, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let played = TestRunner::new(config).run(&vec(event(), 5..40), |events| {
        runtime.block_on(async {
            let mut world = World::new().await;
            for event in events {
                world.play(event).await;
            }
        });
        Ok(())
    });
    played.unwrap();
}
