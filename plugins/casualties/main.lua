--- Casualties: from a hit of a rule to one record of each group of victims.
local around = require "around"

local casualties = {}

--- A feature as a count: nil if there is none, false if it is none ("a third
-- of"). Constants of rules are strings.
local function count(feature)
    local n = tonumber(feature)
    if feature == nil then
        return nil
    end
    return n and n >= 0 and n == math.floor(n) and math.floor(n)
end

--- Does the number belong to a date? "The 2019 massacre" killed not so many.
local function is_year(doc, span)
    if not span then
        return false
    end
    local first = math.max(1, span.first - 4)
    for _, date in ipairs(doc:within("date", first, math.min(#doc, span.last + 4))) do
        if date.first <= span.first and date.last >= span.last then
            return true
        end
    end
    return false
end

--- How many, and who, a capture says: {first, last, min, max, who}.
local function group(doc, capture, who)
    local name = capture.name
    if name == "zero" then
        return {min = 0, max = 0, who = who}
    elseif name == "one" then
        return {min = 1, max = 1, who = who}
    end
    local kind = name == "v" and "_counted" or "_amount"
    local span = doc:within(kind, capture.first, capture.last)[1]
    if is_year(doc, span) then
        return
    end
    local min, max = count(span and span.min), count(span and span.max)
    if (min or max) and min ~= false and max ~= false then
        return {min = min, max = max, who = span.who or who}
    end
end

--- The groups that a hit holds, in order.
local function groups(doc, hit)
    local out, captures = {}, hit.captures
    for i, capture in ipairs(captures) do
        local name = capture.name
        if name == "v" or name == "n" or name == "one" or name == "zero" then
            local following = captures[i + 1]
            local who = following and following.name == "who" and following
            local one = group(doc, capture, who)
            if one then
                one.first = capture.first
                one.last = who and who.last or capture.last
                out[#out + 1] = one
            end
        end
    end
    return out
end

local function record(fields, one)
    local out = {}
    for key, value in pairs(fields) do
        out[key] = value
    end
    out.min, out.max, out.who = one.min, one.max, one.who or fields.who
    return out
end

--- A further record of a hit names the hit's rule.
local function with_rule(hit, fields)
    fields.rule = hit.rule
    return fields
end

--- "Killed or injured": of nobody both are told; of others it is open which.
local function either(doc, hit, fields, one)
    local second = fields.harm2
    fields.harm2 = nil
    if one.max == 0 then
        local also = hit.captures.also
        local other = record(fields, one)
        other.harm = second
        doc:add("casualty", also.first, also.last, with_rule(hit, other))
    elseif second ~= fields.harm then
        fields.harm = nil
    end
end

--- `do` of all rules: one record a group.
function casualties.tally(doc, hit)
    local all = groups(doc, hit)
    if #all == 0 then
        return false
    end
    local fields = hit.fields
    -- Casualties of which there are none are nobody killed.
    if not fields.harm and all[1].max == 0 then
        fields.harm = "killed"
    end
    around.complete(doc, hit, fields)
    if fields.harm2 then
        either(doc, hit, fields, all[1])
    end
    for i = 2, #all do
        doc:add("casualty", all[i].first, all[i].last, with_rule(hit, record(fields, all[i])))
    end
    return record(fields, all[1])
end

return casualties
