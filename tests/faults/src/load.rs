use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lianxin_base::{Clock, Random, World};
use serde_json::json;

use crate::client::NoAnswer;
use crate::{Client, County, Heard};

/// What people and programs were told is done.
#[derive(Clone, Debug, Default)]
pub struct Acknowledged {
    /// Id and number of cases that a program registered.
    pub cases: Vec<(String, String)>,
    /// Numbers of reports by form, each with a photo.
    pub reports: Vec<String>,
    /// Ids of cases that their requester took back.
    pub withdrawn: Vec<String>,
    /// Answers that a working program never gives.
    pub wrong: Vec<String>,
}

/// Several clients that go on until they are told to stop, whatever happens to the server.
pub struct Load {
    stop: Arc<AtomicBool>,
    heard: Arc<Mutex<Acknowledged>>,
    answers: Arc<AtomicU64>,
    clients: Vec<JoinHandle<()>>,
}

const CLIENTS: u64 = 4;
/// 三角湾村.
const PLACE: &str = "370114011251";
/// A phone tries again after a moment.
const PAUSE: Duration = Duration::from_millis(40);

impl Load {
    pub fn start(county: &County, seed: u64) -> Self {
        let load = Self {
            stop: Arc::default(),
            heard: Arc::default(),
            answers: Arc::default(),
            clients: Vec::new(),
        };
        let client = |number| {
            let one = One {
                client: Client::new(county.port).with_key(&county.key),
                phone: Client::new(county.port),
                stop: load.stop.clone(),
                heard: load.heard.clone(),
                answers: load.answers.clone(),
                world: World { clock: Clock::System, random: Random::seeded(seed * 100 + number) },
            };
            std::thread::spawn(move || one.live())
        };
        let clients = (0..CLIENTS).map(client).collect();
        Self { clients, ..load }
    }

    /// Waits until so many more answers came.
    pub fn answers(&self, many: u64) {
        let (wanted, began) = (self.answers.load(Ordering::SeqCst) + many, Instant::now());
        while self.answers.load(Ordering::SeqCst) < wanted {
            assert!(began.elapsed() < Duration::from_mins(1), "no answers: {:?}", self.so_far().wrong);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn so_far(&self) -> Acknowledged {
        self.heard.lock().expect("not poisoned").clone()
    }

    /// Lets each client finish what it began.
    pub fn stop(self) -> Acknowledged {
        self.stop.store(true, Ordering::SeqCst);
        for client in self.clients {
            client.join().expect("a client ends");
        }
        let heard = self.heard.lock().expect("not poisoned").clone();
        assert!(heard.wrong.is_empty(), "answers that are none: {:?}", heard.wrong);
        heard
    }
}

struct One {
    client: Client,
    phone: Client,
    stop: Arc<AtomicBool>,
    heard: Arc<Mutex<Acknowledged>>,
    answers: Arc<AtomicU64>,
    world: World,
}

impl One {
    fn live(self) {
        while !self.stop.load(Ordering::SeqCst) {
            if self.world.random.below(4) == 0 {
                self.report();
            } else {
                self.register();
            }
        }
    }

    /// The same request until an answer comes. A server that is gone, a store that is gone, a full disk: try again.
    fn insist(&self, good: &[u16], send: impl Fn() -> Result<Heard, NoAnswer>) -> Option<Heard> {
        loop {
            match send() {
                Ok(heard) if good.contains(&heard.status) => {
                    self.answers.fetch_add(1, Ordering::SeqCst);
                    return Some(heard);
                }
                Ok(heard) if !matches!(heard.status, 500 | 503 | 408) => {
                    let body: String = heard.body.chars().take(300).collect();
                    self.note(|all| all.wrong.push(format!("{}: {body}", heard.status)));
                    return None;
                }
                _ if self.stop.load(Ordering::SeqCst) => return None,
                _ => std::thread::sleep(PAUSE),
            }
        }
    }

    fn note(&self, what: impl FnOnce(&mut Acknowledged)) {
        what(&mut self.heard.lock().expect("not poisoned"));
    }

    /// A program registers a case; every third time its requester takes it back.
    fn register(&self) {
        let id = self.world.id().to_string();
        let words = format!("村口路灯不亮三天了 {}", &id[24..]);
        let body = json!({"id": id, "place": PLACE, "words": words, "phone": "13900000000"});
        let sent = || self.client.post_json("/370114/api/v1/cases", &body);
        let Some(heard) = self.insist(&[200, 201], sent) else { return };
        let told = heard.json();
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        let (case, number, word) = (text("id"), text("number"), text("query_word"));
        self.note(|all| all.cases.push((case.clone(), number.clone())));
        if self.world.random.below(3) != 0 {
            return;
        }
        let fields = [("number", &*number), ("word", &*word)];
        let Some(heard) = self.insist(&[303], || self.phone.post_form("/370114/follow", "", &fields)) else {
            return;
        };
        let path = format!("/370114/follow/{number}/withdraw");
        let fields = [("why", "邻居已经修好了")];
        // Sent again after it was done, it is told that it has ended: 409 or the page with the refusal.
        let sent = || self.phone.post_form(&path, &heard.cookies, &fields);
        if self.insist(&[303, 409, 422, 400], sent).is_some() {
            self.note(|all| all.withdrawn.push(case));
        }
    }

    /// A villager fills in the form, with a photo.
    fn report(&self) {
        let id = self.world.id().to_string();
        let what = format!("水渠堵了，水漫到路上 {}", &id[24..]);
        let fields = [("id", &*id), ("place", PLACE), ("what", &*what), ("phone", "13900000001")];
        let photo = photo(u8::try_from(self.world.random.below(200)).unwrap_or_default());
        let sent = || self.phone.post_with_photo("/370114/report", "", &fields, Some(&photo));
        let Some(heard) = self.insist(&[200], sent) else { return };
        match number_in(&heard.body) {
            Some(number) => self.note(|all| all.reports.push(number)),
            None => self.note(|all| all.wrong.push("200 without a number".into())),
        }
    }
}

/// `26-0520-0001-3`, the first one on the page.
fn number_in(page: &str) -> Option<String> {
    let at = page.find("/follow/")? + "/follow/".len();
    let number: String = page[at..].chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    (number.len() >= 8).then_some(number)
}

/// A grey picture of 8 × 8 pixels in this shade: PNG with stored blocks, the sums computed here.
fn photo(shade: u8) -> Vec<u8> {
    let rows: Vec<u8> = (0..8).flat_map(|_| std::iter::once(0).chain([shade; 8])).collect();
    let mut stream = vec![0x78, 0x01, 0x01];
    let length = u16::try_from(rows.len()).expect("72 bytes");
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(&rows);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &rows {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &[0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
    chunk(&mut png, *b"IDAT", &stream);
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    png.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
    let summed: Vec<u8> = kind.iter().chain(content).copied().collect();
    png.extend(&summed);
    let sum = summed.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    });
    png.extend((!sum).to_be_bytes());
}
