--- Work over many documents that shows how far it is, and of which an interrupt
-- keeps what is done: while documents are read the result of those that were
-- read by then, and while it is made what the maker says that there is.
--
-- What is read of a document is kept by one assignment, which an interrupt comes
-- before or after. No code runs any more once it came (core/bind/guard.h), so
-- that the result is made when the prompt asks for it; that can be interrupted
-- as well, and leaves nothing then.
local core = require "assay.core"

local partial = {}

-- The work that an interrupt is about, or nil: {what =, docs =, done =, make =};
-- while its result is made is_making = true, and one of n =, of how many of the
-- documents there is a result by now, and rest =, of partial.rest.
local running

local remarks = setmetatable({}, {__mode = "k"}) -- value -> of how many

--- An interrupt leaves `running` as it is, for it ends what would run here.
local scope = setmetatable({}, {__close = function() running = nil end})

local function read_all(docs, read, done, bar)
    for i, doc in ipairs(docs) do
        done[i] = read(doc)
        if bar then
            bar:step(i)
        end
    end
    return done
end

local function read_with_bar(what, docs, read, done)
    local bar <close> = core.progress(what, #docs)
    return read_all(docs, read, done, bar)
end

local function run(what, docs, read, make)
    running = {what = what, docs = docs, done = {}, make = make}
    local _ <close> = scope
    local done = read_with_bar(what, docs, read, running.done)
    if not make then
        return done
    end
    running.is_making = true
    return make(done, docs)
end

--- Read documents one by one.
-- @tparam string what stands before the progress
-- @tparam {document,...} docs
-- @tparam function read f(document) gives what is kept of it, not nil
-- @treturn table a list of what it gave
function partial.list(what, docs, read)
    if running then
        return read_all(docs, read, {})
    end
    return run(what, docs, read)
end

--- Read documents one by one and make a result of them; when that is
-- interrupted, of those that were read. Work within work, by a function of the
-- user's, has no progress of its own.
-- @tparam function make f(list of what was read, list of the documents)
function partial.result(what, docs, read, make)
    if running then
        return make(read_all(docs, read, {}), docs)
    end
    return run(what, docs, read, make)
end

--- Go through a list while a result is made, like ipairs, with a line of
-- progress that counts its items. An interrupt on the way through documents
-- leaves the result of those that were passed.
-- @tparam table list
-- @tparam string unit what they are: "actors"; "documents": what was read of
--   each of the work's, in their order
function partial.each(list, unit)
    local next_item, _, first = ipairs(list)
    if running and not running.is_making then
        return next_item, list, first
    end
    local work = running
    local is_of_docs = work and unit == "documents"
    local bar = core.progress(work and work.what or unit, #list, nil, unit)
    return function(_, i)
        bar:step(i)
        local following, item = next_item(list, i)
        if is_of_docs then
            work.n = following and i
        end
        return following, item
    end, list, first, bar
end

--- What an interrupt leaves from here on of a result that is being made.
-- @tparam function rest f() gives the value, how much of it is done, of how
--   much, and what that counts: "topics"
function partial.rest(rest)
    if running and running.is_making then
        running.rest = rest
    end
end

--- Called before an entry runs.
function partial.forget()
    running = nil
end

--- The result of the first documents of a work.
local function made_of(work, n)
    local read, docs = table.move(work.done, 1, n, 1, {}), table.move(work.docs, 1, n, 1, {})
    running = {what = work.what, is_making = true}
    return work.make(read, docs), n, #work.docs, "documents"
end

--- What can be had of interrupted work: a value, how much, of how much, unit.
local function part_of(work)
    if work.rest then
        return work.rest()
    end
    local n = work.n or not work.is_making and #work.done or 0
    if work.make and n > 0 then
        return made_of(work, n)
    end
end

--- The result of what was interrupted: a part of it.
-- @treturn value or nil where nothing is kept
-- @treturn integer how much of it was done
-- @treturn integer of how much
-- @treturn string what that counts: "documents"
function partial.take()
    local work = running
    running = nil
    if not work then
        return nil
    end
    local value, n, all, unit = part_of(work)
    running = nil
    if type(value) == "table" then
        remarks[value] = ("of %d of %d %s"):format(n, all, unit)
    end
    return value, n, all, unit
end

--- "of 120 of 400 documents", where a value is no more than that.
function partial.remark(value)
    return remarks[value]
end

return partial
