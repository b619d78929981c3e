-- Stances where it is easy to be wrong: negation, hedges, who says it, what is
-- no stance; and the texts of tests/golden/stances.txt.
local tap = dofile("tests/lua/tap.lua")

--- "actor polarity target" of each record; ~ in front of what is hedged.
local function stances(text)
    local doc = assay.text(text)
    local out = {}
    for _, rec in ipairs(doc:records("stance")) do
        out[#out + 1] = ("%s%s %s %s"):format(rec.hedged and "~" or "", rec.actor,
            rec.polarity, rec.target)
    end
    doc:close()
    return table.concat(out, "; ")
end

local CASES = {
    {"Norway rejects the plan.", "Norway against the plan", "a verb"},
    {"Norway does not reject the plan.", "~Norway for the plan", "not to reject is for, hedged"},
    {"Norway does not support the plan.", "Norway against the plan", "not to support is against"},
    {"Norway did not rule out sending troops.", "~Norway for sending troops", "nor ruled out"},
    {"Norway might support the plan.", "~Norway for the plan", "a modal hedges"},
    {"Norway withdrew its support for the plan.", "Norway against the plan", "support withdrawn"},
    {"Norway dropped its opposition to the plan.", "Norway for the plan", "opposition dropped"},
    {"Norway said Sweden rejected the plan.", "Sweden against the plan", "who is said to have it"},
    {"Norway said it rejected the plan.", "Norway against the plan", "who says it of themselves"},
    {"Norway accused Sweden of rejecting the plan.", "", "who is accused of it"},
    {"If Norway rejects the plan, talks end.", "", "a condition"},
    {"Norway, Sweden and Denmark rejected the plan.",
        "Norway against the plan; Sweden against the plan; Denmark against the plan",
        "a record an actor"},
    {"Norway condemned the raid and the siege.", "Norway against the raid and the siege",
        "one target"},
    {"Norway condemned the raid and called for a truce.",
        "Norway against the raid; Norway for a truce",
        "another verb is no target"},
    {"The plan was rejected by Norway.", "Norway against The plan", "the passive"},
    {"The plan was rejected.", "", "by nobody"},
    {"The roof is supported by pillars.", "", "pillars support"},
    {"The claim is backed by data.", "", "data back"},
    {"Norway is back in the final.", "", "back is no verb here"},
    {"Rejected goods were sent to Norway.", "", "an attribute"},
    {"Norway declined to comment.", "", "no comment is no stance"},
    {"", "", "nothing at all"},
}
for _, case in ipairs(CASES) do
    tap.is(stances(case[1]), case[2], case[3])
end

local doc = assay.text("Norwegian Foreign Minister Espen Barth Eide rejected the plan.")
local rec = doc:records("stance")[1]
tap.is(rec.actor, "Espen Barth Eide", "the actor's name")
tap.is(rec.actor_text, "Norwegian Foreign Minister Espen Barth Eide", "and words")
tap.is(rec.cue, "rejected", "the cue")
tap.is(rec.hedged, false, "hedged is told either way")
doc:close()

dofile("tests/lua/golden_records.lua")(tap, "stances", 0.95, 0.90)
tap.done()
