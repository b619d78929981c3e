--- What becomes of a deed by the verb that governs it, and of an act by how
-- it is meant. For `end` the noun's own field `ended` says it.
return {
    ["do"] = {rest = true},
    sign = {AGREE = "SUPPORT", COOPERATE = "SUPPORT", rest = true},
    reach = {SUPPORT = "AGREE", RETREAT = "AGREE", rest = true},
    ask = {all = "REQUEST"},
    offer = {all = "AGREE"},
    yield = {REQUEST = "CONCEDE"},
    -- Told beforehand, kindness is a promise and force a threat; refused,
    -- kindness is a refusal.
    future = {
        SUPPORT = "AGREE", COOPERATE = "AGREE", AID = "AGREE", CONCEDE = "AGREE", RETREAT = "AGREE",
        ASSAULT = "THREATEN", COERCE = "THREATEN", SANCTION = "THREATEN", MOBILIZE = "THREATEN", PROTEST = "THREATEN",
    },
    hypothetical = {
        ASSAULT = "THREATEN", COERCE = "THREATEN", SANCTION = "THREATEN", MOBILIZE = "THREATEN", PROTEST = "THREATEN",
    },
    -- "stopped supplying arms"
    stopped = {
        AID = "SANCTION", COOPERATE = "SANCTION", CONSULT = "SANCTION", SUPPORT = "SANCTION", ASSAULT = "RETREAT",
        COERCE = "CONCEDE", SANCTION = "RETREAT", PROTEST = "RETREAT", MOBILIZE = "RETREAT",
    },
    negated = {
        SUPPORT = "REJECT", COOPERATE = "REJECT", AID = "REJECT", CONCEDE = "REJECT", RETREAT = "REJECT",
        AGREE = "REJECT", CONSULT = "REJECT", REQUEST = "REJECT",
    },
    -- "said they would meet"
    said = {CONSULT = "AGREE"},
    mutual = {AGREE = true, CONSULT = true, SUPPORT = true, COOPERATE = true},
    -- What is agreed to, refused, threatened or asked for is no event besides
    controls = {AGREE = true, REJECT = true, THREATEN = true, REQUEST = true},
}
