--- Records of two sides that are about the same, in groups. Only a group in
-- which no record of one side agrees with one of the other is a difference: a
-- report that has a first toll and a final one does not contradict another
-- with the final one.
local gather = require "assay.records.gather"
local lists = require "assay.lists"
local partial = require "assay.partial"

local groups = {}

local ANY = "" -- where records stand that may be of any day

--- Put two records of different sides into one group.
local function join(all, group_of, a, b)
    local into = group_of[a] or group_of[b]
    if not into then
        into = {a = {}, b = {}}
        all[#all + 1] = into
    end
    local from = group_of[b]
    if from and from ~= into then -- two groups are one: the other is left empty
        for _, side in ipairs {"a", "b"} do
            for _, row in ipairs(from[side]) do
                table.insert(into[side], row)
                group_of[row] = into
            end
            from[side] = {}
        end
    end
    for i, row in ipairs {a, b} do
        if group_of[row] ~= into then
            table.insert(into[i == 1 and "a" or "b"], row)
            group_of[row] = into
        end
    end
end

--- Records by each of their keys, there by class, there by day.
-- @treturn table key -> {names = {class, ...}, [class] = {first =, all =, days =}}
local function index_of(list, keys, split)
    local index = {}
    for _, row in ipairs(list) do
        local class, day = split(row)
        for _, key in ipairs(keys(row)) do
            local under = index[key] or {names = {}}
            index[key] = under
            if not under[class] then
                under[class] = {first = row, all = {}, days = {}}
                table.insert(under.names, class)
            end
            table.insert(under[class].all, row)
            lists.put(under[class].days, day or ANY, row)
        end
    end
    return index
end

--- The lists of records that a day does not tell apart.
local function lists_of_day(class, day)
    if day then
        return class.days[day], class.days[ANY]
    end
    return class.all
end

--- A function that gives the lists of those that a record may be the same as.
local function finder(index, split, may)
    local known = {}
    return function(row, key)
        local under, found = index[key] or {names = {}}, {}
        local class, day = split(row)
        known[class] = known[class] or {}
        local answers = known[class]
        for _, name in ipairs(under.names) do
            if answers[name] == nil then
                answers[name] = may(row, under[name].first)
            end
            if answers[name] then
                local one, other = lists_of_day(under[name], day)
                found[#found + 1] = one
                found[#found + 1] = other
            end
        end
        return found
    end
end

--- Those of some lists for which a test holds, in the order of `at`.
local function merged(several, test, at)
    local out = {}
    for _, list in ipairs(several) do
        for _, row in ipairs(list) do
            out[#out + 1] = test(row) and row or nil
        end
    end
    if #several > 1 then
        table.sort(out, function(x, y) return at[x] < at[y] end)
    end
    return out
end

local function one_class()
    return ""
end

local function always()
    return true
end

--- Groups of records of both sides that `same` links; each has a and b.
-- @tparam function keys the keys of a record: what is the same has one in
--   common, so that only likely pairs are compared
-- @tparam function same f(a, b)
-- @tparam[opt] function split f(record) gives its class, a string, and a day or
--   nil: those of two days are never the same
-- @tparam[opt] function may f(a, b) can records of their classes be the same?
--   asked once for two classes
function groups.of(list_a, list_b, keys, same, split, may)
    local all, group_of, at = {}, {}, {}
    for i, row in ipairs(list_b) do
        at[row] = i
    end
    split = split or one_class
    local likely = finder(index_of(list_b, keys, split), split, may or always)
    for _, a in partial.each(list_a, "records") do
        local seen = {}
        local function is_open(b)
            return not seen[b] and not (group_of[a] and group_of[a] == group_of[b])
        end
        for _, key in ipairs(keys(a)) do
            for _, b in ipairs(merged(likely(a, key), is_open, at)) do
                if is_open(b) and same(a, b) then
                    join(all, group_of, a, b)
                end
                seen[b] = true
            end
        end
    end
    return lists.those(all, function(group) return #group.a > 0 end)
end

--- The actors that a record's fields name, as keys.
function groups.actors_in(who, ...)
    local fields = {...}
    return function(row)
        local found = {}
        for _, field in ipairs(fields) do
            for _, name in ipairs(lists.of(row[field])) do
                found[#found + 1] = who:of(gather.document(row), name)
            end
        end
        return found
    end
end

--- Texts of records, each once, in order.
function groups.texts(list, text_of)
    local out, seen = {}, {}
    for _, row in ipairs(list) do
        local text = text_of(row)
        if not seen[text] then
            seen[text] = true
            out[#out + 1] = text
        end
    end
    return out
end

--- A judge of groups: nothing where some record of one side agrees with one of
-- the other.
-- @tparam function agree f(a, b)
-- @tparam string difference what it is called
function groups.judge(agree, difference)
    return function(group)
        local some = lists.any(group.a, function(a)
            return lists.any(group.b, function(b) return agree(a, b) end)
        end)
        return not some and {difference = difference} or nil
    end
end

--- Add the groups in which nothing agrees to the differences.
-- @tparam table spec judge(group): the fields of the row that it gives, nil
--   where there is no difference; what(group): what it is about; text(record)
function groups.add(out, topic, list, spec)
    for _, group in ipairs(list) do
        local row = spec.judge(group)
        if row then
            row.topic, row.what = topic, spec.what(group)
            row.a = groups.texts(group.a, spec.text)
            row.b = groups.texts(group.b, spec.text)
            row.a_rows, row.b_rows = group.a, group.b
            out[#out + 1] = row
        end
    end
end

return groups
