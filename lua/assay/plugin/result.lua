--- What a command gives back: data that prints itself. Its fields are what
-- --json writes; how it reads, and whether it is a failure, is kept apart.
local grid = require "assay.table"

local result = {}

local texts = setmetatable({}, {__mode = "k"})    -- result -> function
local failures = setmetatable({}, {__mode = "k"}) -- result -> message

local meta = {
    __name = "plugin result",
    __tostring = function(t) return texts[t](t) end,
}

--- Data, and the function that makes it text.
function result.new(data, text)
    texts[data] = text
    return setmetatable(data, meta)
end

--- The same data, its text put into other words; of a table without rows what
-- it says then.
function result.reworded(data, change)
    local text = texts[data]
    if text then
        texts[data] = function(t) return change(text(t)) end
    elseif grid.is(data) and #data == 0 then
        return grid.new({}, grid.columns(data), change(tostring(data)))
    end
    return data
end

--- Lines as one text, with what --dry-run adds.
function result.lines(lines, opts)
    if opts.dry_run then
        lines[#lines + 1] = "nothing was changed (--dry-run)"
    end
    return table.concat(lines, "\n")
end

--- Changes, each of which `line` makes text.
function result.changes(rows, opts, line)
    return result.new({changes = rows, dry_run = opts.dry_run or false}, function(data)
        local out = {}
        for i, row in ipairs(data.changes) do
            out[i] = line(row)
        end
        return result.lines(out, opts)
    end)
end

--- The command failed all the same: its exit status is 1.
function result.fail(data, message)
    failures[data] = message
    return data
end

function result.failure(data)
    return failures[data]
end

return result
