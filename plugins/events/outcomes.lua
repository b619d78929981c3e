--- What becomes of a deed by the verb that governs it, and of an act by how
-- it is meant. For `end` the noun's own field `ended` says it.
local function words(list)
    local set = {}
    for word in list:gmatch "%S+" do
        set[word] = true
    end
    return set
end

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
        ASSAULT = "THREATEN", COERCE = "THREATEN", SANCTION = "THREATEN", PROTEST = "THREATEN",
    },
    hypothetical = {
        ASSAULT = "THREATEN", COERCE = "THREATEN", SANCTION = "THREATEN", PROTEST = "THREATEN",
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
    -- What a verb of promise or threat behind which these stand comes to:
    -- "promised to retaliate", "vowed to help"
    hostile = words [[
        attack strike fight retaliate avenge kill destroy invade punish bomb bombard shell expel boycott sanction block
        resist respond close cut stop halt break sever suspend withhold impose ban arrest prosecute jail execute crush
        defeat eliminate hunt take use topple overthrow seize shoot eradicate wipe liberate recapture retake disrupt]],
    friendly = words [[
        help support cooperate co-operate work step strengthen improve boost restore resume implement respect protect
        assist aid rebuild release free lift honor honour reform hold ratify sign join continue provide give send share
        maintain promote return ease grant allow mediate negotiate consult meet repay]],
    -- What is agreed to, refused, threatened or asked for is no event besides
    controls = {AGREE = true, REJECT = true, THREATEN = true, REQUEST = true},
}
