--- Lists that are made and asked the same way in many places.
local lists = {}

--- The keys of a table, in order: what pairs() gives has none.
-- @tparam table t
-- @tparam[opt] function before of table.sort; without it keys are strings
-- @treturn table a list
function lists.keys(t, before)
    local keys = {}
    for key in pairs(t) do
        keys[#keys + 1] = key
    end
    table.sort(keys, before)
    return keys
end

--- A value as a list: it may be one, or none (nil).
function lists.of(value)
    if value == nil then
        return {}
    end
    return type(value) == "table" and value or {value}
end

--- Put an item behind those that have its key.
-- @tparam table by_key key -> list
function lists.put(by_key, key, item)
    local list = by_key[key]
    if list then
        list[#list + 1] = item
    else
        by_key[key] = {item}
    end
end

--- Does a test hold for one of a list?
-- @tparam table list
-- @tparam function test is called with an item and what follows it here
-- @treturn boolean
function lists.any(list, test, ...)
    for _, item in ipairs(list) do
        if test(item, ...) then
            return true
        end
    end
    return false
end

--- Those of a list for which a test holds.
function lists.those(list, test)
    local out = {}
    for _, item in ipairs(list) do
        out[#out + 1] = test(item) and item or nil
    end
    return out
end

--- Sort rows by fields, the first that differs decides.
-- @tparam {table,...} rows
-- @tparam {string,...} fields "name" (smallest first) or "-n" (largest first)
function lists.sort(rows, fields)
    local keys, falls = {}, {}
    for i, field in ipairs(fields) do
        falls[i] = field:sub(1, 1) == "-"
        keys[i] = falls[i] and field:sub(2) or field
    end
    table.sort(rows, function(a, b)
        for i, key in ipairs(keys) do
            local x, y = a[key], b[key]
            if x ~= y then
                if falls[i] then
                    return x > y
                end
                return x < y
            end
        end
        return false
    end)
end

--- Several lists as one, in their order.
function lists.joined(several)
    local all = {}
    for _, list in ipairs(several) do
        table.move(list, 1, #list, #all + 1, all)
    end
    return all
end

--- What each of a list has under one name.
function lists.field(list, name)
    local out = {}
    for i, item in ipairs(list) do
        out[i] = item[name]
    end
    return out
end

--- A test that holds where one of these does.
function lists.either(tests)
    return function(...)
        for _, test in ipairs(tests) do
            if test(...) then
                return true
            end
        end
        return false
    end
end

--- A test that holds where all of these do.
function lists.all(tests)
    return function(...)
        for _, test in ipairs(tests) do
            if not test(...) then
                return false
            end
        end
        return true
    end
end

return lists
