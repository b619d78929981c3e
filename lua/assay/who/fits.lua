--- Whether an actor of one document can be one of another's: what speaks for it
-- besides the name, and what against it.
local core = require "assay.core"
local language = require "assay.language"
local names = require "assay.who.names"

local fits = {}

-- What is found out of an actor, and no field of it: genders (false: none is
-- told), and bodies of more than one state.
local genders = setmetatable({}, {__mode = "k"})
local of_many = setmetatable({}, {__mode = "k"})

-- What was found out of the first so many actors of a row: {n =, m =, f =}.
local told = setmetatable({}, {__mode = "k"})

-- ---- whose a body is -----------------------------------------------------------

-- Bodies that every state has: their names say nothing without the state's.
local OF_A_STATE = {government = true, parliament = true, court = true}

--- The country whose name stands before a mention ("Russia's", "Russian"), or
-- one word behind it ("of Russia", "in Kyiv").
local function owner_at(doc, first, last)
    for _, span in ipairs(doc:within("entity", math.max(1, first - 2),
        first - 1)) do
        if span.country and (span.last == first - 1
            or not doc:text(first - 1, first - 1):find("^%w")) then
            return span.country
        end
    end
    local behind = doc:within("entity", last + 1, math.min(#doc, last + 2))[1]
    return behind and behind.first == last + 2 and behind.country or nil
end

--- Find out whose body an actor is; a name that two states' bodies bear in one
-- document is nobody's.
function fits.know(actor)
    if actor.country or not OF_A_STATE[actor.body] then
        return actor
    end
    local found
    for _, span in ipairs(actor:mentions()) do
        local owner = span.mention == "name" and owner_at(actor.doc,
            span.first, span.last)
        if owner and found and owner ~= found then
            of_many[actor] = true
            return actor
        end
        found = found or owner or nil
    end
    actor.country = found
    return actor
end

--- Can a row and an actor of its name be one, as far as countries tell?
function fits.body(row, actor)
    if OF_A_STATE[actor.body] and row.type == "ORG" then
        return row.country == actor.country and not of_many[actor]
            and not of_many[row.actors[1]]
    end
    return (row.country or actor.country) == (actor.country or row.country)
end

-- ---- gender --------------------------------------------------------------------

--- The gender that a pronoun, a title or a given name of an actor tells: m or
-- f; nil if none does, or two differ.
local function gender_of(actor)
    if genders[actor] ~= nil then
        return genders[actor] or nil
    end
    local doc, found, is_one = actor.doc, nil, true
    for _, span in ipairs(actor:mentions()) do
        local kind = span.mention == "pronoun" and "_pronoun" or "_gender"
        local from = kind == "_gender" and math.max(1, span.first - 2)
            or span.first
        for _, sign in ipairs(doc:within(kind, from, span.last)) do
            if (sign.last >= span.first - 1)
                and (sign.gender == "m" or sign.gender == "f") then
                is_one = is_one and (found or sign.gender) == sign.gender
                found = sign.gender
            end
        end
    end
    genders[actor] = is_one and found or false
    return genders[actor] or nil
end

--- The genders that are told of the actors of a row, as a set. A row only grows.
local function genders_in(row)
    local set = told[row] or {n = 0}
    told[row] = set
    for i = set.n + 1, #row.actors do
        local gender = gender_of(row.actors[i])
        if gender then
            set[gender] = true
        end
        set.n = i
    end
    return set
end

local OTHER = {m = "f", f = "m"}

--- Does gender not speak against two persons being one?
function fits.gender(row, actor)
    local gender = gender_of(actor)
    return not (gender and genders_in(row)[OTHER[gender]])
end

-- ---- offices -------------------------------------------------------------------

local function has_all(words, others)
    for word in pairs(words) do
        if not others[word] then
            return false
        end
    end
    return true
end

local role_words = setmetatable({}, {__mode = "k"}) -- role -> set

--- The words of what a role is called.
local function words_of(role)
    local set = role_words[role]
    if not set then
        set = {}
        for _, key in ipairs(names.keys(role.role)) do
            set[key] = true
        end
        role_words[role] = set
    end
    return set
end

--- "minister" may be the foreign minister, of a country that is not another.
local function same_office(a, b)
    if a.former ~= b.former or a.of and b.of
        and core.skeleton(a.of) ~= core.skeleton(b.of) then
        return false
    end
    local one, other = words_of(a), words_of(b)
    return has_all(one, other) or has_all(other, one)
end

--- Two offices at one body ("UN chief", "UN Secretary-General") may be one; at
-- one country's they are two.
local function same_body(a, b)
    return a.is_body and b.is_body and a.of == b.of
end

--- Offices of two actors: "same", "different" or "unknown".
local function offices(a, b)
    local answer = #a > 0 and #b > 0 and "different" or "unknown"
    for _, one in ipairs(a) do
        for _, other in ipairs(b) do
            if same_office(one, other) then
                return "same", one.role
            elseif same_body(one, other) then
                answer = "unknown"
            end
        end
    end
    return answer
end

-- ---- short names ---------------------------------------------------------------

--- Do two rows have a document in common?
function fits.meet(a, b)
    if a.docs > b.docs then
        a, b = b, a
    end
    for doc in pairs(a.in_doc) do
        if b.in_doc[doc] then
            return true
        end
    end
    return false
end

local short = {}

--- A surname, or a name with parts left out.
function short.PERSON(row, full)
    local is_same = names.short(row.keys, full.keys)
    if is_same == nil or not fits.gender(full, row.actors[1]) then
        return nil
    end
    local answer, office = offices(row.roles, full.roles)
    local what = #row.keys == 1 and "the surname" or "a shorter name"
    if answer == "same" then
        return is_same and 0.95 or 0.8, what .. " and the office ("
            .. office:lower() .. ") of one person here only",
            is_same and 3 or 2
    elseif answer == "unknown" and is_same then
        return #row.keys > 1 and 0.9 or 0.8, what .. " of one person here"
            .. " only, and nothing speaks against it", 1
    end
end

local SHORTEST = 3 -- letters of an acronym

--- The name as an acronym; nil if it is none.
local function acronym(row)
    return #row.keys == 1 and #row.name >= SHORTEST
        and row.name:find("^%u[%u%d]+$") and core.norm(row.name) or nil
end

local function initials_of(row)
    return names.initials(row.name,
        language.words(row.actors[1].doc.lang, "small"))
end

function short.ORG(row, full)
    local one = row.actors[1]
    if OF_A_STATE[one.body] and table.concat(row.keys)
        == table.concat(full.keys) then
        return full.country and not row.country and not of_many[one] and 0.7
            or nil, "a body of that name, of one country here only", 1
    elseif (row.country or full.country) ~= (full.country or row.country) then
        return nil
    end
    for _, actor in ipairs(full.actors) do
        if actor.forms[row.name] then
            return 0.95, "an acronym that is explained in " .. actor.doc.id, 2
        end
    end
    return 0.7, "initials of one organisation here only", 1
end

--- Surnames that are the same or nearly, and begin alike, have one of these in
-- common.
local function surname_keys(row)
    local surname = row.keys[#row.keys] or ""
    local keys = names.spellings(surname)
    for i, key in ipairs(keys) do
        keys[i] = ("PERSON/%s/%s"):format(surname:sub(1, 2), key)
    end
    return keys
end

--- What a row's name asks for among what others' names stand for; nothing if it
-- is no short name.
-- @treturn {string,...}
function fits.asks(row)
    if row.type == "PERSON" then
        return surname_keys(row)
    elseif row.type == "ORG" and OF_A_STATE[row.actors[1].body] then
        return {"BODY/" .. table.concat(row.keys)}
    elseif row.type == "ORG" and acronym(row) then
        return {"ORG/" .. acronym(row)}
    end
    return {}
end

--- What may stand for a row, as a set of what short names ask for.
function fits.stands_for(row)
    local keys = {}
    if row.type == "PERSON" and #row.keys > 1 then
        for _, key in ipairs(surname_keys(row)) do
            keys[key] = true
        end
    elseif row.type == "ORG" and OF_A_STATE[row.actors[1].body] then
        keys["BODY/" .. table.concat(row.keys)] = true
    elseif row.type == "ORG" and #row.keys > 1 then
        for initials in pairs(initials_of(row)) do
            keys["ORG/" .. initials] = true
        end
        for _, actor in ipairs(row.actors) do
            for form in pairs(actor.forms) do
                keys["ORG/" .. core.norm(form)] = true
            end
        end
    end
    return keys
end

--- Can a row be short for another?
-- @treturn number|nil how sure, from 0 to 1
-- @treturn string|nil why
-- @treturn integer|nil the kind of evidence: of two that fit, the better one
--   is taken only if its kind is better
function fits.short(row, full)
    local test = short[row.type]
    -- A document that has both told them apart.
    if test and row.type == full.type and not fits.meet(row, full) then
        return test(row, full)
    end
end

return fits
