--- Who said what, and who is for or against what: sections of the brief.
local style = require "assay.style"
local wording = require "assay.wording"

local said = {}

local bare = wording.bare

--- One name, or several.
local function names(value, other)
    return wording.names(value, other or "?")
end

local function quote_row(rec, first, early)
    local content = bare(rec.content or rec.text)
    if rec.direct then
        content = "“" .. content .. "”"
    end
    local weight = (rec.direct and 3 or 0) + (rec.speaker and 2 or 0)
        + (first and 2 or 0) + early - (rec.negated and 2 or 0)
        - (rec.anonymous and 1 or 0) - (#content < 25 and 2 or 0)
    return {cells = {{names(rec.speaker, rec.speaker_text), "bold"},
                     style.clean(rec.cue or ""),
                     rec.negated and {"not: " .. content, "yellow"}
                     or content},
            at = {rec.start}, weight = weight}
end

--- Section "Said": speaker, cue, what; direct speech in quotation marks.
function said.quotes(records)
    local rows, spoke = {}, {}
    for _, rec in ipairs(records) do
        if rec.kind == "quote" then
            local who = names(rec.speaker, rec.speaker_text)
            rows[#rows + 1] = quote_row(rec, not spoke[who],
                math.max(0, 3 - #rows / 4))
            spoke[who] = true
        end
    end
    return {title = "Said", rows = rows,
            columns = {{most = 24}, {most = 12}, {flex = true}}}
end

--- Section "Positions": a row has one thing that its actor is for, and one
-- that it is against.
function said.positions(records)
    local actors, by_name = {}, {}
    for _, rec in ipairs(records) do
        local list = rec.kind == "stance" and (rec.polarity == "for"
            or rec.polarity == "against")
        if list then
            local who = names(rec.actor, rec.actor_text)
            if not by_name[who] then
                by_name[who] = {["for"] = {}, against = {}, name = who}
                actors[#actors + 1] = by_name[who]
            end
            table.insert(by_name[who][rec.polarity], rec)
        end
    end
    local rows = {}
    for _, actor in ipairs(actors) do
        local pro, con = actor["for"], actor.against
        for i = 1, math.max(#pro, #con) do
            local cells, at = {{i == 1 and actor.name or "", "bold"}}, {}
            for side, rec in ipairs {pro[i] or false, con[i] or false} do
                local text = rec and bare(rec.target or rec.text) or ""
                local sign = rec and (side == 1 and "+" or "-") or ""
                cells[side + 1] = rec and {sign .. (rec.hedged and "? "
                    or " ") .. text, side == 1 and "green" or "red"} or ""
                at[#at + 1] = rec and rec.start or nil
            end
            -- The first row names the actor: it must not be folded away
            -- before those below it.
            rows[#rows + 1] = {cells = cells, at = at,
                               weight = (#pro + #con) / i}
        end
    end
    return {title = "Positions  (+ for, - against, ? hedged)", rows = rows,
            columns = {{most = 22}, {flex = true}, {flex = true}}}
end

return said
