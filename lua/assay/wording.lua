--- Words for what records hold: names, dates, tolls, sums, and the text
-- around a finding. Whatever shows records takes them from here, so that a
-- toll reads the same in the brief and in a table.
local style = require "assay.style"

local wording = {}

local AROUND = 40 -- bytes on each side

--- A name, or several, as one line; `other` where there is none.
-- @tparam string|{string,...}|nil value
-- @treturn string|nil
function wording.names(value, other)
    value = value or other
    return value and style.clean(type(value) == "table"
        and table.concat(value, ", ") or value) or nil
end

--- A date that says when; what was left open ("XXXX-10-08") or only points
-- ("PRESENT_REF") is none.
function wording.known_date(date)
    local text = wording.names(date)
    return text and text:find("^%d%d%d%d") and not text:find("X", 1, true)
        and text or nil
end

--- 12345 as "12,345"
function wording.thousands(n)
    local text = ("%d"):format(n):reverse():gsub("(%d%d%d)", "%1,")
    return (text:reverse():gsub("^,", ""):gsub("^%-,", "-"))
end

--- "1 sentence", "2 sentences", "1,234 tokens"
function wording.counted(n, what)
    return wording.thousands(n) .. " " .. what .. (n == 1 and "" or "s")
end

--- A toll from its least to its most, one of which may be unknown.
function wording.range(min, max)
    if min and max and min == max then
        return min == 0 and "none" or wording.thousands(min)
    elseif min and max then
        return wording.thousands(min) .. "-" .. wording.thousands(max)
    elseif min then
        return "at least " .. wording.thousands(min)
    end
    return max and "up to " .. wording.thousands(max) or "?"
end

local UNITS = {{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}

--- 1500000000 as "1.5 billion"
function wording.amount(n)
    if not n then
        return "?"
    end
    for _, unit in ipairs(UNITS) do
        if n >= unit[1] then
            return ("%.4g %s"):format(n / unit[1], unit[2])
        end
    end
    return n == math.floor(n) and wording.thousands(n) or ("%.2f"):format(n)
end

--- A record's text with the whole words around it, in its paragraph.
function wording.around(doc, rec)
    local first = math.max(1, rec.start + 1 - AROUND)
    local last = math.min(doc.size, rec["end"] + AROUND)
    local before = doc:slice(first, rec.start)
    local behind = doc:slice(rec["end"] + 1, last)
    before = first > 1 and before:match("%s(.*)$") or before
    behind = last < doc.size and behind:match("^(.*)%s") or behind
    before = before:match("\n([^\n]*)$") or before
    behind = behind:match("^([^\n]*)\n") or behind
    return style.clean(before .. rec.text .. behind)
end

local MARKS = {"“", "”", "‘", "’", "«", "»", "„", '"', "'"}

--- Text without the quotation marks, commas and full stops around it.
function wording.bare(text)
    text = style.clean(text):gsub("^%s+", "")
    local changed = true
    while changed do
        changed = false
        for _, mark in ipairs(MARKS) do
            if text:sub(1, #mark) == mark then
                text, changed = text:sub(#mark + 1), true
            end
            if #text > 0 and text:sub(-#mark) == mark then
                text, changed = text:sub(1, -#mark - 1), true
            end
        end
        local less = text:gsub("[%s,]+$", "")
        changed, text = changed or less ~= text, less
    end
    return text
end

return wording
