//! Paces, whistle calls, stages and the moments from which limits run.

use crate::codes::codes;

codes! {
    /// Which row of limits a matter follows. The first four are paces of categories.
    Pace {
        Urgent = "urgent", "紧急", "Urgent";
        Fast = "fast", "快办", "Fast";
        Normal = "normal", "一般", "Normal";
        Long = "long", "长办", "Long";
        PassOn = "pass-on", "封存移交", "Sealed hand-over";
        Any = "any", "通用", "Any";
        WhistleEmergency = "whistle-emergency", "应急哨", "Emergency whistle";
        WhistleUrgent = "whistle-urgent", "紧急哨", "Urgent whistle";
        WhistleOrdinary = "whistle-ordinary", "日常哨", "Ordinary whistle";
        WhistleAny = "whistle-any", "各类哨", "Any whistle";
        Errand = "errand", "代办", "Errand";
        Enterprise = "enterprise", "企业诉求", "Enterprise";
        Mediation = "mediation", "调解", "Mediation";
        Petition = "petition", "信访", "Petition";
        Publication = "publication", "公开", "Publication";
    }
}

impl Pace {
    /// True for the four paces that a category may have.
    pub const fn is_for_cases(self) -> bool {
        matches!(self, Self::Urgent | Self::Fast | Self::Normal | Self::Long)
    }

    /// Where to look next when a pace has no row for a stage. A firm's case and an errand
    /// are verified and called back as ordinary cases are.
    pub(crate) const fn falls_back_to(self) -> Option<Self> {
        match self {
            Self::WhistleEmergency | Self::WhistleUrgent | Self::WhistleOrdinary => Some(Self::WhistleAny),
            Self::Errand | Self::Enterprise => Some(Self::Normal),
            Self::Urgent | Self::Fast | Self::Normal | Self::Long => Some(Self::Any),
            _ => None,
        }
    }
}

codes! {
    /// Kind of a whistle call.
    WhistleKind {
        Emergency = "emergency", "应急哨", "Emergency";
        Urgent = "urgent", "紧急哨", "Urgent";
        Ordinary = "ordinary", "日常哨", "Ordinary";
    }
}

impl WhistleKind {
    pub const fn pace(self) -> Pace {
        match self {
            Self::Emergency => Pace::WhistleEmergency,
            Self::Urgent => Pace::WhistleUrgent,
            Self::Ordinary => Pace::WhistleOrdinary,
        }
    }
}

codes! {
    /// What must be done by the deadline.
    Stage {
        Accept = "accept", "受理", "Accept";
        Dispatch = "dispatch", "派单", "Dispatch";
        Sign = "sign", "签收", "Sign";
        Contact = "contact", "联系群众", "Contact";
        Arrive = "arrive", "到场", "Arrive";
        Plan = "plan", "阶段答复", "Plan";
        Resolve = "resolve", "办结", "Resolve";
        Verify = "verify", "核查", "Verify";
        CallBack = "call-back", "回访", "Call back";
        MergedCallBack = "merged-call-back", "并案逐一回访", "Call back each merged requester";
        EmergencyPassOn = "emergency-pass-on", "紧急移交", "Pass on an emergency";
        OralReport = "oral-report", "突发事件口头报告", "Oral report";
        ReturnAsk = "return-ask", "退单申请", "Ask to return";
        ReturnDecide = "return-decide", "退单审定", "Decide a return";
        ExtendDecide = "extend-decide", "延期审批", "Decide an extension";
        SuspendDecide = "suspend-decide", "中止审批", "Decide a suspension";
        AppealDecide = "appeal-decide", "差评申诉审定", "Decide an appeal of a rating";
        PressReply = "press-reply", "督办答复", "Answer a press";
        ReopenWindow = "reopen-window", "可要求重办", "May ask for a redo";
        ReopenOnce = "reopen-1", "一次重办", "First redo";
        ReopenTwice = "reopen-2", "二次重办", "Second redo";
        BadRatingFix = "bad-rating-fix", "差评整改", "Put a bad rating right";
        ReportIn = "report-in", "报到", "Report in";
        Result = "result", "处置", "Result";
        MutualScore = "mutual-score", "双向评价", "Mutual score";
        Visit = "visit", "上门", "Visit";
        Papers = "papers", "补齐材料", "Complete the papers";
        JudicialConfirmation = "judicial-confirmation", "司法确认申请", "Ask for judicial confirmation";
        Register = "register", "登记分流", "Register";
        Tell = "tell", "告知", "Tell";
        NotOurs = "not-ours", "异议", "Say it is not ours";
        ChannelTold = "channel-told", "告知信访渠道", "Tell the petition channel";
        ObjectionAnswer = "objection-answer", "公开异议答复", "Answer an objection";
    }
}

codes! {
    /// The moment from which a limit runs.
    StartsAt {
        Registered = "registered", "登记", "Registered";
        Acceptance = "acceptance", "受理", "Acceptance";
        Dispatch = "dispatch", "派单", "Dispatch";
        Done = "done", "办完", "Done";
        Verified = "verified", "核查通过", "Verified";
        CalledBack = "called-back", "回访", "Called back";
        Event = "event", "事件发生", "Event";
        ReturnAsked = "return-asked", "申请退单", "Return asked";
        ExtensionAsked = "extension-asked", "申请延期", "Extension asked";
        SuspensionAsked = "suspension-asked", "申请中止", "Suspension asked";
        RatingAppealed = "rating-appealed", "申诉差评", "Rating appealed";
        Press = "press", "督办", "Press";
        Reopened = "reopened", "重办", "Reopened";
        ReopenedAgain = "reopened-again", "再次重办", "Reopened again";
        BadRating = "bad-rating", "差评", "Bad rating";
        Whistle = "whistle", "吹哨", "Whistle";
        WhistleClosed = "whistle-closed", "哨单办结", "Whistle closed";
        Order = "order", "点单", "Order";
        Sign = "sign", "签收", "Sign";
        Visited = "visit", "上门", "Visit";
        PapersComplete = "papers-complete", "材料齐全", "Papers complete";
        Application = "application", "申请", "Application";
        AgreementInForce = "agreement-in-force", "协议生效", "Agreement in force";
        Receipt = "receipt", "收到", "Receipt";
        Objection = "objection", "提出异议", "Objection";
    }
}
