--- Quotation marks and the pairs they make. Time is linear in the marks.
--
-- A straight mark opens where white space stands before it and none behind;
-- curly ones say it themselves, but “ closes what „ opened. A mark that opens
-- while one is open, or a paragraph that ends, leaves what was open without
-- its end, except that a quotation of several paragraphs opens each anew.
-- Apostrophes look like single marks: those that close nothing are left out,
-- and behind an s the mark is only taken where no better one follows.
local marks = {}

local MARK = assay.pattern [=[
    [norm={"\"","“","”","``","''","`","„","‟","«","»","'","‘","‚","‹","›","‘‘","’’","‘’","’"}]
]=]
local PARAGRAPH = assay.pattern "<p> []"

-- flags of a token: white space, a line, a blank line before it; punctuation
local SPACE = 1 << 8 | 1 << 9 | 1 << 10
local PUNCT = 1 << 5

local DOUBLE = {['"'] = "both", ["“"] = "open", ["”"] = "close", ["„"] = "open", ["‟"] = "open",
    ["«"] = "open", ["»"] = "close", ["``"] = "open", ["''"] = "both",
    ["‘‘"] = "open", ["’’"] = "both", ["‘’"] = "both"}
local SINGLE = {["'"] = "both", ["‘"] = "open", ["’"] = "close", ["‚"] = "open",
    ["‹"] = "open", ["›"] = "close", ["`"] = "open"}
local CLOSES_TOO = {["“"] = "„", ["‘"] = "‚", ["«"] = "»", ["‹"] = "›"}
local BEFORE_OPENING = {["("] = true, ["["] = true, ["{"] = true, ["-"] = true, ["–"] = true,
    ["—"] = true, ["/"] = true, ["'"] = true, ["‘"] = true, ['"'] = true, ["“"] = true}

--- First tokens of the paragraphs.
local function paragraphs(doc)
    local starts = {}
    for first in doc:find(PARAGRAPH) do
        starts[#starts + 1] = first
    end
    return starts
end

--- The paragraph of a token, by halves.
function marks.paragraph_of(starts, token)
    local lo, hi = 1, #starts
    while lo < hi do
        local mid = (lo + hi + 1) // 2
        if starts[mid] <= token then
            lo = mid
        else
            hi = mid - 1
        end
    end
    return lo
end

--- All marks, by place.
local function collect(doc)
    local list, n = {}, 0
    for at in doc:find(MARK) do
        local text, _, _, _, flags = doc:token(at)
        n = n + 1
        list[n] = {at = at, text = text, space = flags & SPACE ~= 0 or at == 1}
    end
    return list
end

--- Does white space stand behind the mark, or the end?
local function space_behind(doc, at)
    if at == #doc then
        return true
    end
    local _, _, _, _, flags = doc:token(at + 1)
    return flags & SPACE ~= 0
end

--- Does a word follow at once?
local function before_word(doc, at)
    if at == #doc then
        return false
    end
    local _, _, _, _, flags = doc:token(at + 1)
    return flags & (SPACE | PUNCT) == 0
end

local function opens(doc, m, side)
    if side == "open" then
        return true
    elseif side == "close" then
        return m.text ~= "’" and m.text ~= "”" and m.space and not space_behind(doc, m.at)
    end
    return m.space or BEFORE_OPENING[doc:token(m.at - 1)] or false
end

local function closes(doc, m, side, open)
    if side == "close" then
        return true
    elseif side == "open" then
        return CLOSES_TOO[m.text] == open.text
    end
    return not m.space or space_behind(doc, m.at)
end

--- Pairs of double marks.
local function pair_double(doc, list, starts)
    local pairs_found, open = {}, nil
    local n = #doc
    local function leave(last)
        pairs_found[#pairs_found + 1] = {first = open.at, last = last, unclosed = true}
        open = nil
    end
    local function paragraph_end(p)
        return (starts[p + 1] or n + 1) - 1
    end
    for _, m in ipairs(list) do
        local side = DOUBLE[m.text]
        if side then
            local p = marks.paragraph_of(starts, m.at)
            local goes_on = false -- a further paragraph begins with the mark
            if open and p ~= open.paragraph then
                goes_on = p == open.paragraph + 1 and starts[p] == m.at and opens(doc, m, side)
                if goes_on then
                    open.paragraph = p
                else
                    leave(paragraph_end(open.paragraph))
                end
            end
            if not goes_on and open and closes(doc, m, side, open) then
                pairs_found[#pairs_found + 1] = {first = open.at, last = m.at}
                open = nil
            elseif not goes_on and opens(doc, m, side) then
                if open then
                    leave(m.at - 1)
                end
                open = m
                open.paragraph = p
            end
        end
    end
    if open then
        leave(paragraph_end(open.paragraph))
    end
    return pairs_found
end

--- Pairs of single marks outside of double ones.
local function pair_single(doc, list, starts, double)
    local pairs_found, open, maybe = {}, nil, nil
    local d = 1
    local function done(last)
        if open and last then
            pairs_found[#pairs_found + 1] = {first = open.at, last = last, single = true}
        end
        open, maybe = nil, nil
    end
    for _, m in ipairs(list) do
        local side = SINGLE[m.text]
        while double[d] and double[d].last < m.at do
            d = d + 1
        end
        local inside = double[d] and double[d].first < m.at and not double[d].unclosed
        if side and not inside then
            local p = marks.paragraph_of(starts, m.at)
            if open and open.paragraph ~= p then
                done(maybe)
            end
            if open and not m.space and closes(doc, m, side, open) then
                local before, _, _, _, flags = doc:token(m.at - 1)
                if flags & PUNCT ~= 0 or before:sub(-1) ~= "s" then
                    done(m.at)
                else
                    maybe = m.at
                end
            elseif m.text ~= "’" and opens(doc, m, side) and before_word(doc, m.at) then
                done(maybe)
                open = m
                open.paragraph = p
            end
        end
    end
    done(maybe)
    return pairs_found
end

--- The outermost pairs of a document, in order, {first =, last =, unclosed =};
-- and where its paragraphs begin.
function marks.pairs(doc)
    local list = collect(doc)
    if #list == 0 then
        return {}, nil
    end
    local starts = paragraphs(doc)
    local double = pair_double(doc, list, starts)
    local single = pair_single(doc, list, starts, double)
    local outer, last, d, k = {}, 0, 1, 1
    while double[d] or single[k] do -- both are in order
        local pair
        if not single[k] or double[d] and double[d].first < single[k].first then
            pair, d = double[d], d + 1
        else
            pair, k = single[k], k + 1
        end
        if pair.first > last then
            outer[#outer + 1] = pair
            last = pair.last
        end
    end
    return outer, starts
end

return marks
