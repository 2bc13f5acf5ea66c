//! What is measured, how large, and where it may write.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures the program and writes target/bench.json
#[derive(Parser, Clone, Debug)]
#[command(name = "lianxin-bench")]
pub struct Options {
    /// How large: small takes minutes and runs the same code, full has a million cases
    #[arg(long, value_enum, default_value_t = Size::Full)]
    pub size: Size,
    /// Only these parts, with commas between
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Only these engines
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    pub engines: Vec<Engine>,
    /// Where stores are kept between runs
    #[arg(long, default_value = "target/bench")]
    pub work: PathBuf,
    /// The program that is measured
    #[arg(long, default_value = "target/release/lianxin")]
    pub program: PathBuf,
    /// A PostgreSQL cluster that may be filled: each store is a database of it
    #[arg(long, env = "LIANXIN_TEST_POSTGRES", hide_env_values = true)]
    pub postgres: Option<String>,
    /// A folder with messages.jsonl, for triage; without it that part is skipped
    #[arg(long, env = "LIANXIN_BENCH_MESSAGES")]
    pub messages: Option<PathBuf>,
    /// Where the figures are written
    #[arg(long, default_value = "target/bench.json")]
    pub out: PathBuf,
    /// Seconds of each step of the load
    #[arg(long)]
    seconds: Option<u64>,
    /// Cases of the large store, when not those of the size
    #[arg(long)]
    large: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Size {
    Small,
    Full,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.word())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Writes the stores and counts them again
    Stores,
    Create,
    Read,
    Life,
    Import,
    Triage,
    Weight,
    Start,
    Load,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Stores,
        Self::Create,
        Self::Read,
        Self::Life,
        Self::Import,
        Self::Triage,
        Self::Weight,
        Self::Start,
        Self::Load,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Stores => "stores",
            Self::Create => "create",
            Self::Read => "read",
            Self::Life => "life",
            Self::Import => "import",
            Self::Triage => "triage",
            Self::Weight => "weight",
            Self::Start => "start",
            Self::Load => "load",
        }
    }
}

/// How much is done of everything.
#[derive(Clone, Copy, Debug)]
pub struct Amounts {
    /// Cases that go through the real verbs; all stores are made of these.
    pub base: u32,
    /// Cases of the small store and of the large one, in thousands of the base at most.
    pub small: u32,
    pub large: u32,
    pub creates: usize,
    pub reads: usize,
    pub lives: usize,
    pub import_ratio: usize,
    pub import_memory: usize,
    pub load_seconds: u64,
}

impl Options {
    pub fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub fn amounts(&self) -> Amounts {
        let mut amounts = match self.size {
            Size::Small => Amounts {
                base: 1_000,
                small: 2_000,
                large: 40_000,
                creates: 800,
                reads: 150,
                lives: 60,
                import_ratio: 8_000,
                import_memory: 20_000,
                load_seconds: 12,
            },
            Size::Full => Amounts {
                base: 5_000,
                small: 10_000,
                large: 1_000_000,
                creates: 4_000,
                reads: 500,
                lives: 300,
                import_ratio: 60_000,
                import_memory: 1_000_000,
                load_seconds: 60,
            },
        };
        amounts.large = self.large.unwrap_or(amounts.large);
        amounts.load_seconds = self.seconds.unwrap_or(amounts.load_seconds);
        amounts
    }

    /// The engines that can be measured here: PostgreSQL needs a cluster.
    pub fn engines(&self) -> Vec<Engine> {
        let there = |engine: &Engine| *engine == Engine::Sqlite || self.postgres.is_some();
        self.engines.iter().copied().filter(there).collect()
    }
}
