--- Casualties: from a hit of a rule to one record of each group of victims.
local around = require "around"

local casualties = {}

--- How many, and who, a capture says: {first, last, min, max, who}.
local function group(doc, capture, who)
    local name = capture.name
    if name == "zero" then
        return {min = 0, max = 0}
    elseif name == "one" then
        return {min = 1, max = 1, who = who}
    end
    local kind = name == "v" and "_counted" or "_amount"
    local span = doc:within(kind, capture.first, capture.last)[1]
    if span and math.type(span.min or span.max) ~= nil then
        return {min = span.min and math.floor(span.min),
                max = span.max and math.floor(span.max), who = span.who}
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
    out.min, out.max, out.who = one.min, one.max, one.who
    return out
end

--- `do` of all rules: one record a group.
function casualties.tally(doc, hit)
    local all = groups(doc, hit)
    if #all == 0 then
        return false
    end
    local fields = hit.fields
    around.complete(doc, hit, fields)
    for i = 2, #all do
        doc:add("casualty", all[i].first, all[i].last, record(fields, all[i]))
    end
    return record(fields, all[1])
end

return casualties
