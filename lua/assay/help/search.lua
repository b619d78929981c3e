--- Full-text search over the entries of the description: each word counts by
-- how rare it is and where it stands. A word also finds others that begin
-- alike, for less.
--
-- Score: the sum over the words of weight * idf, times the share of the words
-- that were found; idf = log(1 + N / n) (Spärck Jones 1972).
local search = {}

local WEIGHTS = {name = 5, summary = 2, doc = 1}
local KINDS = {command = 1.3, topic = 1.3, type = 0.6} -- what is asked for most
local WORST = 0.25     -- of the best score: others are left out
local PREFIX = 0.6     -- of what an exact word counts
local SHORTEST = 3     -- letters of a word that may find longer ones

local STOP = {}
for word in ("a an the of in to and or is are it that which what as for by with on at from"):gmatch("%a+") do
    STOP[word] = true
end

--- A word without the endings of English: plural, -ing, -ed. Crude on
-- purpose: both sides go through it.
local function stem(word)
    local base = word:match("^(%w%w%w+)ies$")
    if base then
        return base .. "y"
    end
    base = word:match("^(%w%w%w+)ing$") or word:match("^(%w%w%w+)ed$") or word:match("^(%w%w+[^s])s$")
    return base or word
end

local function each_word(text)
    return text:lower():gmatch("[%w]+")
end

--- Words of an entry with the weight of the best place that each stands in.
local function words_of(entry)
    local words = {}
    local function add(text, weight)
        for word in each_word(text or "") do
            word = stem(word)
            words[word] = math.max(words[word] or 0, weight)
        end
    end
    add(entry.doc, WEIGHTS.doc)
    for _, list in ipairs {entry.params, entry.returns, entry.fields} do
        for _, value in ipairs(list) do
            add(value.name, WEIGHTS.doc)
            add(value.doc, WEIGHTS.doc)
        end
    end
    add(entry.summary, WEIGHTS.summary)
    add(entry.name, WEIGHTS.name)
    return words
end

local function query_of(text)
    local words, seen = {}, {}
    for word in each_word(text) do
        word = stem(word)
        if not seen[word] and not STOP[word] then
            seen[word] = true
            words[#words + 1] = word
        end
    end
    return words
end

--- How much a word of the query counts in an entry; 0 where it is not there.
local function weight_in(words, wanted)
    if words[wanted] then
        return words[wanted]
    end
    local best = 0
    if #wanted >= SHORTEST then
        for word, weight in pairs(words) do
            if word:sub(1, #wanted) == wanted then
                best = math.max(best, weight * PREFIX)
            end
        end
    end
    return best
end

--- Rows for the entries that have some of the words, the best first.
-- @tparam {table,...} entries of the description
-- @tparam string text
-- @treturn {table,...} fields name, summary, kind, score
function search.entries(entries, text)
    local query, weights, counts = query_of(text), {}, {}
    for i, entry in ipairs(entries) do
        local words = words_of(entry)
        weights[i] = {}
        for q, wanted in ipairs(query) do
            local weight = weight_in(words, wanted)
            weights[i][q] = weight
            counts[q] = (counts[q] or 0) + (weight > 0 and 1 or 0)
        end
    end
    local rows = {}
    for i, entry in ipairs(entries) do
        local score, found = 0, 0
        for q = 1, #query do
            if weights[i][q] > 0 then
                score = score + weights[i][q] * math.log(1 + #entries / counts[q])
                found = found + 1
            end
        end
        if found > 0 then
            rows[#rows + 1] = {name = entry.name, kind = entry.kind, summary = entry.summary,
                               score = score * (KINDS[entry.kind] or 1) * found / #query}
        end
    end
    table.sort(rows, function(a, b)
        if a.score ~= b.score then
            return a.score > b.score
        elseif a.name ~= b.name then
            return a.name < b.name
        end
        return a.kind < b.kind
    end)
    while #rows > 0 and rows[#rows].score < rows[1].score * WORST do
        rows[#rows] = nil
    end
    return rows
end

return search
