--- What an act comes to by how it is meant, and a deed (a noun) by the verb
-- that governs it. Types are those of PLOVER.
local COOPERATIVE = "SUPPORT COOPERATE AID CONCEDE RETREAT"
local HOSTILE = "ASSAULT COERCE SANCTION PROTEST"

--- A table with `value` under each word of `list`, and what `more` has.
local function each(list, value, more)
    local out = more or {}
    for word in list:gmatch "%S+" do
        out[word] = value
    end
    return out
end

return {
    -- By course of the governing verb (courses.lua): a type for some deeds;
    -- for all; for the rest, as the deed says. For `end` the noun says it.
    governed = {
        ["do"] = {rest = true},
        sign = {AGREE = "SUPPORT", COOPERATE = "SUPPORT", rest = true},
        reach = {SUPPORT = "AGREE", RETREAT = "AGREE", rest = true},
        ask = {all = "REQUEST"},
        offer = {all = "AGREE"},
        yield = {REQUEST = "CONCEDE"},
    },
    -- By mode. Told beforehand, kindness is a promise and force a threat;
    -- refused, kindness is a refusal.
    future = each(COOPERATIVE, "AGREE", each(HOSTILE, "THREATEN")),
    hypothetical = each(HOSTILE, "THREATEN"),
    negated = each(COOPERATIVE .. " AGREE CONSULT REQUEST", "REJECT"),
    -- "said they would meet"
    said = {CONSULT = "AGREE"},
    -- "stopped supplying arms"
    stopped = each("AID COOPERATE CONSULT SUPPORT", "SANCTION",
        each("ASSAULT SANCTION PROTEST MOBILIZE", "RETREAT",
            {COERCE = "CONCEDE"})),
    -- "promised to retaliate" is a threat, "vowed to help" a promise
    hostile = each([[
        attack strike fight retaliate avenge kill destroy invade punish bomb
        bombard shell expel boycott sanction block resist respond close cut
        stop halt break sever suspend withhold impose ban arrest prosecute
        jail execute crush defeat eliminate hunt take use topple overthrow
        seize shoot eradicate wipe liberate recapture retake disrupt]], true),
    friendly = each([[
        help support cooperate co-operate work step strengthen improve boost
        restore resume implement respect protect assist aid rebuild release
        free lift honor honour reform hold ratify sign join continue provide
        give send share maintain promote return ease grant allow mediate
        negotiate consult meet repay]], true),
    -- A and B do it to each other
    mutual = each("AGREE CONSULT SUPPORT COOPERATE", true),
    -- What is agreed to, refused, threatened or asked for is no event besides
    controls = each("AGREE REJECT THREATEN REQUEST", true),
    opens = each("to that", true),
    joins = each("and or but", true),
    -- Done by saying so: on the day on which it was said
    words = each("AGREE SUPPORT REQUEST ACCUSE REJECT THREATEN CONCEDE", true),
    -- Verbs of these may deny the next one: refused to, stopped
    refusing = each("REJECT RETREAT CONCEDE SANCTION AGREE THREATEN", true),
    -- What is given goes to somebody: "sold jets to Greece"
    given = each("AID COOPERATE AGREE RETREAT", true),
    -- Cues that tell of what came to somebody, whoever or whatever did it
    harms = each([[kill kills killed killing injure injures injured injuring
        wound wounds wounded wounding maimed]], true),
    -- Forces that are moved are one's own, not the target's
    own = each("MOBILIZE RETREAT CONSULT", true),
}
