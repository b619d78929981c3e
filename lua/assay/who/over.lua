--- Who is who over several documents: the actors of each, joined.
--
-- In two passes. First names that are spelled the same, or nearly. Then what
-- may be short for another name joins it, where exactly one actor fits:
--   a surname     a person whose full name ends with it; gender and office
--                 must not speak against it (assay.who.fits)
--   an acronym    an organisation that is called so in some document, or whose
--                 words begin with its letters
--   a body        "the Defence Ministry" of no country in particular that of
--                 the one country whose it is elsewhere
-- A name that its own document tells apart from another joins it in none.
-- Each actor keeps in `joined` how sure it is that it belongs to its row, and
-- why. Cost: a walk over the entities of each document, and for each actor the
-- rows whose last word is spelled nearly the same.
local core = require "assay.core"
local fits = require "assay.who.fits"
local grid = require "assay.table"
local lists = require "assay.lists"
local names = require "assay.who.names"
local partial = require "assay.partial"
local style = require "assay.style"
local who = require "assay.who"
local wording = require "assay.wording"

local over = {}

-- ---- why -------------------------------------------------------------------

--- How sure, as it is shown.
function over.percent(sure)
    return sure and ("%.0f %%"):format(100 * sure)
end

--- Why the actors of a row are one, a line each document.
function over.why(row)
    local lines = {("%s [%s] is one actor in %s%s"):format(
        style.clean(row.name), row.type, wording.counted(row.docs, "document"),
        row.sure and ", " .. over.percent(row.sure) .. " sure" or "")}
    for _, actor in ipairs(row.actors) do
        local joined = actor.joined
        lines[#lines + 1] = ('  %s: "%s", %s: %s%s'):format(
            style.clean(core.type(actor.doc) == "document" and actor.doc.id
                or "?"), style.clean(actor.name),
            wording.counted(actor.n, "mention"), style.clean(joined.why),
            joined.sure < 1 and " (" .. over.percent(joined.sure) .. ")" or "")
    end
    return table.concat(lines, "\n")
end

-- ---- rows --------------------------------------------------------------------

local function new_row(actor, type, keys)
    return {name = actor.name, type = type, n = 0, docs = 0, roles = {},
        actors = {}, keys = keys, role_keys = {}, in_doc = {}}
end

local HIDDEN = {"keys", "role_keys", "in_doc", "at"}

--- What is for working alone is read, but is no field of the row.
local function hide(row)
    local hidden = {}
    for _, key in ipairs(HIDDEN) do
        hidden[key], row[key] = row[key], nil
    end
    return setmetatable(row, {__index = hidden, __why = over.why})
end

--- Add an actor to a row.
local function add(row, actor, sure, why)
    row.n = row.n + actor.n
    row.docs = row.docs + (row.in_doc[actor.doc] and 0 or 1)
    row.in_doc[actor.doc] = true
    row.country = row.country or actor.country
    row.actors[#row.actors + 1] = actor
    actor.joined = {sure = sure, why = why}
    if sure < (row.sure or 1) then
        row.sure = sure
    end
    if #actor.name > #row.name and row.type == "PERSON" then
        row.name = actor.name
    end
    for _, role in ipairs(actor.roles) do
        local key = (role.of or "") .. "/" .. role.role:lower()
        if not row.role_keys[key] then
            row.role_keys[key] = true
            table.insert(row.roles, role)
        end
    end
end

--- Join a row with another one that it is short for.
local function merge(into, row, sure, why)
    for _, actor in ipairs(row.actors) do
        local own = actor.joined
        add(into, actor, math.min(sure, own.sure), why)
    end
    row.merged = true
end

-- ---- the same name -------------------------------------------------------------

--- A name's words, and where rows of it may be found: by type, the first letters
-- of the last word, and how what has to be nearly the same may be spelled. A
-- surname alone is found nowhere.
local function spelled(type, name)
    local keys = names.keys(name)
    local is_person = type == "PERSON"
    local places = {}
    if not is_person or #keys > 1 then
        local start = ("%s/%s/%s/"):format(type, (keys[#keys] or ""):sub(1, 2), is_person and #keys or "")
        for i, way in ipairs(names.spellings(is_person and keys[#keys] or table.concat(keys))) do
            places[i] = start .. way
        end
    end
    return {keys = keys, places = places}
end

--- The rows that are in one of some places, each once, the first one first.
local function rows_in(by_place, places)
    local list, seen = {}, {}
    for _, place in ipairs(places) do
        for _, row in ipairs(by_place[place] or {}) do
            if not seen[row] then
                seen[row] = true
                list[#list + 1] = row
            end
        end
    end
    return list
end

local function is_before(a, b)
    return a.at < b.at
end

local function by_name(found, actor)
    local kind = actor.type == "NORP" and "LOC" or actor.type
    local called = kind .. "/" .. actor.name
    local way = found.ways[called] or spelled(kind, actor.name)
    found.ways[called] = way
    local same = kind == "PERSON" and names.person or names.other
    local likely = rows_in(found.by_place, way.places)
    table.sort(likely, is_before)
    for _, row in ipairs(likely) do
        local sure, why = same(row.keys, way.keys)
        if sure and fits.body(row, actor) and (sure == 1 or kind ~= "PERSON"
            or fits.gender(row, actor)) then
            return add(row, actor, sure, why)
        end
    end
    local row = new_row(actor, kind, way.keys)
    for _, place in ipairs(way.places) do
        lists.put(found.by_place, place, row)
    end
    row.at = #found.rows + 1
    found.rows[row.at] = row
    add(row, actor, 1, "the first of that name")
end

--- Every actor in a row of its name.
local function rows_by_name(read)
    local found = {rows = {}, by_place = {}, ways = {}}
    for _, actors in partial.each(read, "documents") do
        for _, actor in ipairs(actors) do
            by_name(found, actor)
        end
    end
    return found.rows
end

-- ---- short names ---------------------------------------------------------------

--- Rows by what may stand for them: the last words of persons, acronyms and
-- forms of organisations, the names of bodies.
local function index(rows)
    local by_key = {}
    for _, row in ipairs(rows) do
        for key in pairs(fits.stands_for(row)) do
            lists.put(by_key, key, row)
        end
    end
    return by_key
end

--- The one row that a short one fits, how sure, why, and whether nothing but
-- the name says so; nil for none or two.
-- Only better evidence, the same office, chooses between two.
local function the_one(short, candidates)
    local best, sure, why
    local kind, n = 0, 0
    for _, row in ipairs(candidates) do
        if row ~= short and not row.merged then
            local this, reason, its = fits.short(short, row)
            if this and its > kind then
                best, sure, why, kind, n = row, this, reason, its, 1
            elseif this and its == kind then
                n = n + 1
            end
        end
    end
    if n == 1 then
        return best, sure, why, kind == 1
    end
end

local ALONE = 0.6 -- a surname at most, in documents with nobody else in common

--- Is anybody else in a document of both?
local function is_known_there(row, into, by_doc)
    local seen = {[row] = true}
    for doc in pairs(row.in_doc) do
        for _, other in ipairs(by_doc[doc]) do
            if not seen[other] and fits.meet(other, into) then
                return true
            end
            seen[other] = true
        end
    end
    return false
end

local function rows_by_doc(rows)
    local by_doc = {}
    for _, row in ipairs(rows) do
        for doc in pairs(row.in_doc) do
            lists.put(by_doc, doc, row)
        end
    end
    return by_doc
end

--- Longer names first: "Donald Trump" is in its row before "Trump" asks.
local function join_short(rows)
    local by_key, by_doc, order = index(rows), rows_by_doc(rows), table.move(rows, 1, #rows, 1, {})
    table.sort(order, function(a, b)
        if #a.keys ~= #b.keys then
            return #a.keys > #b.keys
        end
        return a.at < b.at
    end)
    for _, row in partial.each(order, "names") do
        local into, sure, why, is_guess = the_one(row, rows_in(by_key, fits.asks(row)))
        if into and is_guess and not is_known_there(row, into, by_doc) then
            sure, why = math.min(sure, ALONE), why
                .. ", but nobody else is named in both documents"
        end
        if into then
            merge(into, row, sure, why)
        end
    end
end

local function unmerged(rows)
    local out = {}
    for _, row in ipairs(rows) do
        out[#out + 1] = not row.merged and hide(row) or nil
    end
    return out
end

-- ---- together --------------------------------------------------------------

--- The actors of a document, and what tells who they are.
function over.read(doc)
    local actors = who.actors(doc)
    for _, actor in ipairs(actors) do
        fits.know(actor)
    end
    return actors
end

--- Actors of several documents: rows with name, type, country, docs (how
-- many documents), n, roles, actors (one or more of each document, with
-- `joined`: sure, why) and, where that is less than 1, how sure it is that all
-- are one actor.
-- @tparam {table,...} read what over.read gives, of each document
function over.joined(read)
    local all = rows_by_name(read)
    join_short(all)
    local rows, is_sure = unmerged(all), true
    for _, row in ipairs(rows) do
        is_sure = is_sure and row.sure == nil
    end
    lists.sort(rows, {"-docs", "-n", "name"})
    return grid.new(rows, {"name", "type", "country", "docs", "n",
        not is_sure and {key = "sure", align = "right",
            show = over.percent} or nil}, "nobody is named")
end

--- Actors over several documents, as over.joined has them.
-- @param docs a list of documents, or an iterator of them
function over.of(docs)
    if type(docs) == "table" then
        return partial.result("actors", docs, over.read, over.joined)
    elseif type(docs) ~= "function" and type(docs) ~= "userdata" then
        error(("assay.actors: docs must be a list or an iterator (got %s)")
            :format(type(docs)), 2)
    end
    local read = {}
    for doc in docs do
        read[#read + 1] = over.read(doc)
    end
    return over.joined(read)
end

--- The rows that a name means, over all their spellings: those of which it is
-- the name or a form used in some document. A single word also means every
-- person who has it in the name; several words also mean those that are the
-- same but for a letter or an initial.
-- @tparam {table,...} rows of over.of
-- @tparam string name
-- @treturn {table,...} some of the rows, in their order
function over.named(rows, name)
    local key, keys = core.skeleton(name), names.keys(name)
    local found = {}
    for _, row in ipairs(key ~= "" and rows or {}) do
        local hit = row.type == "PERSON" and names.person(row.keys, keys)
        for _, word in ipairs(#keys == 1 and row.type == "PERSON" and row.keys
            or {}) do
            hit = hit or word == keys[1]
        end
        for _, actor in ipairs(row.actors) do
            hit = hit or core.skeleton(actor.name) == key
            for form in pairs(hit and {} or actor.forms) do
                hit = hit or core.skeleton(form) == key
            end
        end
        found[#found + 1] = hit and row or nil
    end
    return found
end

return over
