//! When people say something: by day, weekday, season and hour; through which door; and what turn it will take.

use chrono::{Datelike, Duration, Weekday};
use lianxin_access::By;
use lianxin_base::{Time, day_in_china};
use lianxin_cases::Channel;
use lianxin_playbook::from_local;

use super::life::{Life, Turn};
use super::matters::{Said, Way};
use super::names::{name, phone};
use super::run::Run;

/// Of a day's requests, so many come in each hour.
const HOURS: [u32; 24] =
    [2, 1, 1, 1, 1, 3, 8, 20, 52, 78, 74, 56, 30, 36, 62, 70, 66, 52, 34, 36, 30, 20, 10, 4];
/// By month: heat and rain, the harvest, the heating season.
const MONTHS: [u32; 12] = [104, 84, 96, 94, 96, 106, 116, 114, 98, 96, 104, 108];

impl Run<'_> {
    /// So many requests over the time, each as a life that begins at its instant.
    pub fn arrive_over(&mut self, cases: usize, from: Time, until: Time) {
        let mut days = Vec::new();
        let mut day = day_in_china(from);
        while day <= day_in_china(until) {
            days.push(day);
            day = day.succ_opt().unwrap_or(day + Duration::days(1));
        }
        let weights: Vec<u32> = days
            .iter()
            .map(|day| {
                let season = MONTHS[day.month0() as usize % 12];
                let open = self.county.playbook.calendar.is_working_day(*day);
                match (open, day.weekday()) {
                    (true, Weekday::Mon) => season * 12,
                    (true, _) => season * 10,
                    (false, _) => season * 5,
                }
            })
            .collect();
        let mut times: Vec<Time> = (0..cases)
            .filter_map(|_| {
                let day = days[self.chance.weighted(&weights)];
                let hour = self.chance.weighted(&HOURS) as u32;
                let local =
                    day.and_hms_opt(hour, self.chance.below(60) as u32, self.chance.below(60) as u32)?;
                Some(from_local(local)).filter(|at| *at > from && *at < until)
            })
            .collect();
        times.sort_unstable();
        for at in times {
            let life = self.arrival(at);
            self.begin(at, life);
        }
    }

    fn arrival(&mut self, at: Time) -> Life {
        let weights: Vec<u32> = self.land.villages.iter().map(|village| village.weight).collect();
        let no = self.chance.weighted(&weights);
        let village = self.land.villages[no].clone();
        let community = village.name.ends_with("社区");
        let grid = self.chance.pick(&village.grids).copied();
        let place = if self.chance.percent(55) { grid.unwrap_or(village.id) } else { village.id };
        let errand = self.chance.percent(4).then(|| self.errand()).flatten();
        let (service, said) = match errand {
            Some((service, said)) => (service, said),
            None => (String::new(), self.matters.say(&mut self.chance, at, community)),
        };
        let mut life = Life::new(no, place, said);
        life.service = service;
        self.through(&mut life, &village.id, place);
        life.turn = self.turn(&life);
        life.late = self.chance.percent(4 + village.weight as usize % 9);
        life.photo = self.chance.percent(3);
        life
    }

    /// Somebody asks for an errand: a service that the work area does for people at home.
    fn errand(&mut self) -> Option<(String, Said)> {
        let services: Vec<_> = self
            .county
            .playbook
            .services
            .iter()
            .filter(|service| service.errand && service.offered)
            .collect();
        let service = *self.chance.pick(&services)?;
        let category = self.county.playbook.category(&service.category_code).filter(|one| !one.is_top())?;
        let mut said = Said::default();
        said.matter.category.clone_from(&category.code);
        said.matter.kind = "help".into();
        let who = ["我腿脚不便", "老人出不了门", "家里没人会弄", "白天在厂里上班"];
        let who = self.chance.pick(&who).copied().unwrap_or(who[0]);
        said.words = format!("想请代办“{}”，{who}，材料都备好了", service.name.zh);
        said.answer = format!("“{}”已代办，结果已送到本人手里", service.name.zh);
        Some((service.code.clone(), said))
    }

    fn through(&mut self, life: &mut Life, village: &lianxin_base::Id, place: lianxin_base::Id) {
        life.channel = match self.chance.below(100) {
            0..50 => Channel::Code,
            50..63 => Channel::Web,
            63..76 => Channel::Staff,
            76..84 => Channel::Proxy,
            84..95 => Channel::Hotline,
            95..97 => Channel::Rider,
            97 => Channel::Api,
            _ => Channel::Open311,
        };
        if life.said.matter.category.starts_with('U') {
            life.channel = Channel::Firm;
        }
        life.writer = match life.channel {
            Channel::Staff => self.staff.get(*village, "village-secretary", 0).cloned().unwrap_or_default(),
            Channel::Proxy => self
                .staff
                .get(place, "grid-worker", 0)
                .or(self.staff.get(*village, "village-committee-member", 0))
                .cloned()
                .unwrap_or_default(),
            _ => By::nobody(),
        };
        let by_itself = matches!(life.channel, Channel::Code | Channel::Web | Channel::Open311);
        life.anonymous = by_itself && life.service.is_empty() && self.chance.percent(24);
        if !life.anonymous && (!by_itself || self.chance.percent(90)) {
            life.name = name(&mut self.chance);
            life.phone = phone(&mut self.chance);
        }
    }

    fn turn(&mut self, life: &Life) -> Turn {
        match life.said.matter.turn {
            Way::Order => {}
            Way::Emergency if self.chance.percent(60) => return Turn::Whistle,
            _ => return Turn::Plain,
        }
        match self.chance.below(1000) {
            0..35 => Turn::Return,
            35..95 => Turn::Extend,
            95..125 => Turn::Suspend,
            125..170 => Turn::Whistle,
            170..195 if life.service.is_empty() => Turn::Repeats(self.chance.between(1, 6)),
            195..235 => Turn::SendBack,
            235..285 if life.can_be_called() => Turn::Redo,
            285..297 if life.can_be_called() => Turn::RedoTwice,
            297..340 => Turn::Press,
            340..358 => Turn::Withdraw,
            358..366 if life.can_be_called() => Turn::Appeal,
            _ => Turn::Plain,
        }
    }
}
