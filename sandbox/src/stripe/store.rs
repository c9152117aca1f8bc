//! What the sandbox knows: objects, answers under idempotency keys and webhooks on their way, in memory and in an
//! append-only journal. One line of the journal is everything one request changed, so a killed process finds either
//! all of it again or none.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::control::SignatureStyle;
use super::object::Object;

/// An answer kept under an idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// `POST /v1/refunds`.
    pub endpoint: String,
    /// [`super::params::Params::canonical`] of the first request.
    pub parameters: String,
    /// Status of the answer.
    pub status: u16,
    /// Body of the answer.
    pub body: String,
    /// When it was given, in seconds since 1970.
    pub at_secs: i64,
}

/// An event on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Names it: `evt_…/we_…`.
    pub id: String,
    /// What is delivered.
    pub event_id: String,
    /// Where to.
    pub endpoint_id: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Not before this moment, in milliseconds since 1970.
    pub due_ms: i64,
    /// How it is signed.
    #[serde(default)]
    pub signature: SignatureStyle,
}

/// One change, as the journal has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An object is now this.
    Put(Object),
    /// An object is gone.
    Remove(String),
    /// An answer was given.
    Answer(String, KeptAnswer),
    /// A webhook is to be delivered, or was tried and will be again.
    Deliver(Delivery),
    /// A webhook arrived, or was given up.
    Delivered(String),
}

/// Everything, in memory.
#[derive(Default)]
pub struct State {
    objects: BTreeMap<String, (u64, Object)>,
    by_kind: BTreeMap<(String, u64), String>,
    last_number: u64,
    answers: BTreeMap<String, KeptAnswer>,
    deliveries: BTreeMap<String, Delivery>,
}

impl State {
    /// The object of this id.
    #[must_use]
    pub fn object(&self, id: &str) -> Option<&Object> {
        self.objects.get(id).map(|(_, object)| object)
    }

    /// Every object of a kind, newest first.
    pub fn newest<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Object> {
        let range = (kind.to_owned(), 0)..=(kind.to_owned(), u64::MAX);
        self.by_kind.range(range).rev().filter_map(|(_, id)| self.object(id))
    }

    /// The answer kept under a key.
    #[must_use]
    pub fn answer(&self, key: &str) -> Option<&KeptAnswer> {
        self.answers.get(key)
    }

    /// Webhooks on their way.
    pub fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values()
    }

    /// Carries a change out.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Put(object) => self.put(object),
            Change::Remove(id) => self.remove(&id),
            Change::Answer(key, answer) => {
                self.answers.insert(key, answer);
            }
            Change::Deliver(delivery) => {
                self.deliveries.insert(delivery.id.clone(), delivery);
            }
            Change::Delivered(id) => {
                self.deliveries.remove(&id);
            }
        }
    }

    /// Forgets answers given before a moment: Stripe keeps them a day.
    pub fn forget_answers_before(&mut self, at_secs: i64) {
        self.answers.retain(|_, answer| answer.at_secs >= at_secs);
    }

    fn put(&mut self, object: Object) {
        if let Some((_, kept)) = self.objects.get_mut(object.id()) {
            *kept = object;
            return;
        }
        self.last_number += 1;
        self.by_kind.insert((object.kind().to_owned(), self.last_number), object.id().to_owned());
        self.objects.insert(object.id().to_owned(), (self.last_number, object));
    }

    fn remove(&mut self, id: &str) {
        if let Some((number, object)) = self.objects.remove(id) {
            self.by_kind.remove(&(object.kind().to_owned(), number));
        }
    }

    /// The changes that make this state from nothing, oldest object first.
    fn as_changes(&self) -> Vec<Change> {
        let mut objects: Vec<&(u64, Object)> = self.objects.values().collect();
        objects.sort_by_key(|(number, _)| *number);
        let objects = objects.into_iter().map(|(_, object)| Change::Put(object.clone()));
        let answers = self.answers.iter().map(|(key, answer)| Change::Answer(key.clone(), answer.clone()));
        let deliveries = self.deliveries.values().map(|delivery| Change::Deliver(delivery.clone()));
        objects.chain(answers).chain(deliveries).collect()
    }
}

/// The journal's file.
pub struct Journal {
    file: File,
}

impl Journal {
    /// Reads what an earlier run left, writes it anew in short, and goes on from there. A last line that was cut off
    /// by a kill is dropped.
    pub fn open(path: PathBuf) -> io::Result<(Self, State)> {
        let mut state = State::default();
        for line in read_lines(&path)? {
            let Ok(changes) = serde_json::from_slice::<Vec<Change>>(&line) else { break };
            changes.into_iter().for_each(|change| state.apply(change));
        }
        let fresh = path.with_extension("new");
        let mut file = File::create(&fresh)?;
        for change in state.as_changes() {
            write_line(&mut file, std::slice::from_ref(&change))?;
        }
        file.sync_all()?;
        fs::rename(&fresh, &path)?;
        let file = OpenOptions::new().append(true).open(&path)?;
        Ok((Self { file }, state))
    }

    /// Writes what one request changed.
    pub fn append(&mut self, changes: &[Change]) -> io::Result<()> {
        if changes.is_empty() { Ok(()) } else { write_line(&mut self.file, changes) }
    }
}

fn read_lines(path: &Path) -> io::Result<Vec<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn write_line(file: &mut File, changes: &[Change]) -> io::Result<()> {
    let mut line = serde_json::to_vec(changes)?;
    line.push(b'\n');
    file.write_all(&line)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tempfile::TempDir;

    use super::*;

    fn put(id: &str, amount: i64) -> Change {
        Change::Put(Object::of(json!({ "id": id, "object": "charge", "amount": amount })))
    }

    fn amounts(state: &State) -> Vec<i64> {
        state.newest("charge").map(|charge| charge.number("amount")).collect()
    }

    #[test]
    fn a_journal_is_found_again_in_the_same_order() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("journal");
        let (mut journal, _) = Journal::open(path.clone()).unwrap();
        journal.append(&[put("ch_b", 1), put("ch_a", 2)]).unwrap();
        journal.append(&[put("ch_b", 3), put("ch_c", 4), Change::Remove("ch_a".into())]).unwrap();
        for _ in 0..2 {
            let (_, state) = Journal::open(path.clone()).unwrap();
            assert_eq!(amounts(&state), [4, 3]);
        }
    }

    #[test]
    fn a_line_cut_off_by_a_kill_is_dropped_whole() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("journal");
        let (mut journal, _) = Journal::open(path.clone()).unwrap();
        journal.append(&[put("ch_a", 1)]).unwrap();
        journal.append(&[put("ch_b", 2), put("ch_c", 3)]).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        let (mut journal, state) = Journal::open(path.clone()).unwrap();
        assert_eq!(amounts(&state), [1]);
        journal.append(&[put("ch_d", 4)]).unwrap();
        assert_eq!(amounts(&Journal::open(path).unwrap().1), [4, 1]);
    }
}
