//! Where models are made, and how long that may take.

use crate::config::env::{ConfigError, Env};
use crate::generation::providers::runpod::RunPodConfig;

/// The GPU service.
#[derive(Clone, Debug)]
pub struct GpuConfig {
    /// RunPod, when `RUNPOD_API_KEY` is set; without it the built-in worker stands in.
    pub runpod: Option<RunPodConfig>,
    /// `GPU_RESULT_URLS` (default none): base URLs, separated by commas, that results may be fetched from when a
    /// worker answers URLs instead of writing to our storage.
    pub result_urls: Vec<String>,
    /// `BUILTIN_WORKER_FAULTS_PORT` (default none), a test aid: the loopback port on which the built-in worker takes
    /// orders for faults (`POST /misbehave`).
    pub faults_port: Option<u16>,
    /// See [`RunLimits`].
    pub limits: RunLimits,
}

/// How patient the server is with one generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    /// `GENERATION_DEADLINE_SECS` (default 900): after this a generation is given up and its credit comes back.
    pub deadline_secs: u32,
    /// `GPU_UNREACHABLE_SECS` (default 90): how long the service may be unreachable before that is a failure.
    pub unreachable_secs: u32,
    /// `GPU_LOST_ANSWER_SECS` (default 15): how long to look for the results of a call whose answer was lost before
    /// it is made again.
    pub lost_answer_secs: u32,
    /// Pause before the first look at a sent job, in milliseconds; each further one is longer.
    pub first_pause_ms: u32,
    /// Longest pause between two looks, in milliseconds.
    pub longest_pause_ms: u32,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self {
            deadline_secs: 900,
            unreachable_secs: 90,
            lost_answer_secs: 15,
            first_pause_ms: 150,
            longest_pause_ms: 3000,
        }
    }
}

impl RunLimits {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let default = Self::default();
        Ok(Self {
            deadline_secs: env.parsed_or("GENERATION_DEADLINE_SECS", default.deadline_secs)?,
            unreachable_secs: env.parsed_or("GPU_UNREACHABLE_SECS", default.unreachable_secs)?,
            lost_answer_secs: env.parsed_or("GPU_LOST_ANSWER_SECS", default.lost_answer_secs)?,
            ..default
        })
    }
}

impl GpuConfig {
    /// Reads the GPU service's variables.
    ///
    /// # Errors
    /// When RunPod's key is set without its endpoints, a number cannot be read, or faults are to be ordered where
    /// real people or services are.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let result_urls = env.text("GPU_RESULT_URLS").unwrap_or_default();
        Ok(Self {
            runpod: RunPodConfig::from_env(env)?,
            result_urls: result_urls
                .split(',')
                .map(str::trim)
                .filter(|url| !url.is_empty())
                .map(Into::into)
                .collect(),
            faults_port: faults_port(env)?,
            limits: RunLimits::from_env(env)?,
        })
    }
}

/// What a server for real people has and one under test has not.
const REAL_SERVICES: [&str; 2] = ["RUNPOD_API_KEY", "CLERK_SECRET_KEY"];

fn faults_port(env: &Env) -> Result<Option<u16>, ConfigError> {
    const NAME: &str = "BUILTIN_WORKER_FAULTS_PORT";
    if env.text(NAME).is_none() {
        return Ok(None);
    }
    let is_public = env.text("PUBLIC_URL").is_some_and(|url| url.starts_with("https://"));
    if is_public || REAL_SERVICES.iter().any(|name| env.text(name).is_some()) {
        return Err(ConfigError::new(NAME, "is for tests only: not with https, RunPod or Clerk"));
    }
    env.parsed_or(NAME, 0).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_key_the_built_in_worker_stands_in() {
        let config = GpuConfig::from_env(&Env::of(&[])).unwrap();
        assert!(config.runpod.is_none() && config.result_urls.is_empty() && config.faults_port.is_none());
        assert_eq!(config.limits, RunLimits::default());
    }

    #[test]
    fn a_key_needs_both_endpoints() {
        let incomplete = [("RUNPOD_API_KEY", "k"), ("RUNPOD_IMAGE_ENDPOINT", "i")];
        assert!(GpuConfig::from_env(&Env::of(&incomplete)).is_err());
        let mut complete = incomplete.to_vec();
        complete.extend([
            ("RUNPOD_MODEL_ENDPOINT", "m"),
            ("GPU_RESULT_URLS", "https://a.example, https://b.example"),
        ]);
        let config = GpuConfig::from_env(&Env::of(&complete)).unwrap();
        assert_eq!(config.runpod.unwrap().base_url, "https://api.runpod.ai");
        assert_eq!(config.result_urls.len(), 2);
    }
    #[test]
    fn faults_are_ordered_under_test_only() {
        let port = ("BUILTIN_WORKER_FAULTS_PORT", "4100");
        assert_eq!(GpuConfig::from_env(&Env::of(&[port])).unwrap().faults_port, Some(4100));
        for real in [
            ("PUBLIC_URL", "https://makeit3d.example"),
            ("CLERK_SECRET_KEY", "sk_test_x"),
            ("RUNPOD_API_KEY", "k"),
        ] {
            assert!(
                faults_port(&Env::of(&[port, real])).is_err_and(|error| error.name == port.0),
                "{real:?}"
            );
        }
        assert!(GpuConfig::from_env(&Env::of(&[("BUILTIN_WORKER_FAULTS_PORT", "x")])).is_err());
    }
}
