--- Indexes: git repositories with a file plugins/NAME.yaml for each plugin that
-- they know. Which are asked, and in what order, is in a file of lines of the
-- user's: the first that has a name answers for it.
local core = require "assay.core"
local files = require "assay.files"
local text = require "assay.plugin.text"

local index = {}

local function list_path()
    return core.store.paths().indexes
end

--- URLs of the indexes, in order; # begins a comment.
function index.urls()
    local out = {}
    local f = io.open(list_path(), "r")
    if f then
        for line in f:lines() do
            local url = line:gsub("#.*$", ""):match("^%s*(.-)%s*$")
            if url ~= "" then
                out[#out + 1] = url
            end
        end
        f:close()
    end
    return out
end

local function write(urls)
    local path = list_path()
    local lines = {"# indexes of plugins, a git URL a line; `assay plugin index' changes it"}
    table.move(urls, 1, #urls, 2, lines)
    assert(core.paths.mkdir((path:gsub("/[^/]*$", ""))))
    assert(files.write(path, table.concat(lines, "\n") .. "\n", true))
end

local function position(urls, url)
    for i, known in ipairs(urls) do
        if known == url then
            return i
        end
    end
end

--- A path becomes absolute: the list is read from anywhere.
local function full(url)
    if url:match("^%a[%w+.-]*://") then
        return url
    end
    return core.paths.real(url) or url
end

--- The files of an index, or nil and why not.
local function checkout(url, opts)
    local dir, why = core.store.checkout(url, nil, {offline = opts.offline or nil})
    if not dir then
        return nil, why
    elseif core.paths.kind(dir .. "/plugins") ~= "folder" then
        return nil, text.clean(url) .. ": is no index of plugins: it has no folder plugins/"
    end
    return dir
end

function index.add(url, opts)
    url = full(url)
    if url:find("[%c#]") then
        error("index: a URL has no # and no control characters", 0)
    end
    local urls = index.urls()
    if position(urls, url) then
        error(text.clean(url) .. ": is among the indexes already", 0)
    end
    assert(checkout(url, opts))
    urls[#urls + 1] = url
    if not opts.dry_run then
        write(urls)
    end
    return url
end

function index.remove(url, opts)
    local urls = index.urls()
    local at = position(urls, url) or position(urls, full(url))
    if not at then
        error(text.clean(url) .. ": is not among the indexes; `assay plugin index list' has them", 0)
    end
    url = table.remove(urls, at)
    if not opts.dry_run then
        write(urls)
    end
    return url
end

-- ---- what is in them --------------------------------------------------------

--- Open the indexes that are asked; those that cannot be read are told in
-- `problems`, and stop nobody who finds what he needs elsewhere.
function index.open(opts)
    local open = {places = {}, problems = {}, entries = {}}
    for _, url in ipairs(opts.index and {full(opts.index)} or index.urls()) do
        local dir, why = checkout(url, opts)
        if dir then
            open.places[#open.places + 1] = {url = url, dir = dir}
        else
            open.problems[#open.problems + 1] = why
        end
    end
    return open
end

--- What the first index that has the name says of it; nil and why not.
function index.entry(open, name)
    local known = open.entries[name]
    if known then
        return known.entry, known.why
    end
    local entry, why
    for _, place in ipairs(open.places) do
        local path = ("%s/plugins/%s.yaml"):format(place.dir, name)
        if core.paths.kind(path) then
            entry, why = core.store.index_entry(path)
            if entry and entry.name ~= name then
                entry, why = nil, ("%s: is called \"%s\": the name must be the file's"):format(path,
                    text.clean(entry.name))
            end
            if entry then
                entry.index, entry.dir = place.url, place.dir
            end
            break
        end
    end
    if not entry and not why then
        why = #open.places == 0 and #open.problems == 0
            and "there is no index to look in: `assay plugin index add URL' adds one"
            or ("no index has \"%s\""):format(text.clean(name))
        why = table.concat({why, table.unpack(open.problems)}, "; ")
    end
    open.entries[name] = {entry = entry, why = why}
    return entry, why
end

--- Names of all plugins in the indexes, sorted.
function index.names(open)
    local seen, out = {}, {}
    for _, place in ipairs(open.places) do
        for _, file in ipairs(core.paths.list(place.dir .. "/plugins") or {}) do
            local name = file:match("^([a-z][a-z0-9-]*)%.yaml$")
            if name and not seen[name] then
                seen[name] = true
                out[#out + 1] = name
            end
        end
    end
    table.sort(out)
    return out
end

--- Releases of a name as the resolver wants them; nil and why there are none.
function index.releases(open, name)
    local entry, why = index.entry(open, name)
    if not entry then
        return nil, why
    end
    local out = {}
    for i, r in ipairs(entry.releases) do
        local release = {from = "chosen", name = name, entry = entry}
        for key, value in pairs(r) do
            release[key] = value
        end
        out[i] = release
    end
    return out
end

return index
