--- What the user means by a SOURCE: a folder, an .assay file, a git repository
-- or the name of a plugin in an index.
local core = require "assay.core"
local text = require "assay.plugin.text"

local source = {}

local function bad(given, message)
    return nil, ("%s: %s"):format(text.clean(given), message)
end

local function kind_of(path)
    return core.paths.kind(path)
end

--- A repository: with its files, or bare.
local function is_repository(path)
    return kind_of(path .. "/.git") ~= nil
        or kind_of(path .. "/HEAD") == "file" and kind_of(path .. "/objects") == "folder"
end

--- A path that is there; `ref` makes a folder a repository.
local function of_path(given, path, ref)
    local real = core.paths.real(path)
    local what = real and kind_of(real)
    if what == "file" then
        return {kind = "archive", path = real, named = real}
    elseif what ~= "folder" then
        return bad(given, "there is no such file or folder")
    elseif not ref and kind_of(real .. "/plugin.yaml") then
        return {kind = "folder", path = real, named = real}
    elseif is_repository(real) then
        local url = "file://" .. real
        return {kind = "git", url = url, ref = ref, named = url .. (ref and "#" .. ref or "")}
    end
    return bad(given, ref and "is no git repository" or "has no plugin.yaml: name the plugin's folder")
end

local SCHEMES = {https = true, ssh = true, file = true}

local function of_url(given, url, ref)
    local scheme = url:match("^(%a[%w+.-]*)://")
    if scheme and not SCHEMES[scheme:lower()] then
        return bad(given, "only https, ssh and file are fetched from")
    end
    local path = scheme == "file" and url:match("^file://(/.*%.assay)$")
    if path then
        return of_path(given, path)
    elseif url:match("%.assay$") then
        return bad(given, "download the file first, then install it from there")
    end
    return {kind = "git", url = url, ref = ref, named = url .. (ref and "#" .. ref or "")}
end

--- "tolls", "tolls >=1.2 <2"
local function of_name(given)
    local name, range = given:match("^([a-z][a-z0-9-]*)%s*(.-)%s*$")
    if not name then
        return bad(given, "is no folder, no .assay file, no git URL (https://, ssh://, file://) and no plugin's name")
    elseif range ~= "" and not range:match("^[<>=^~]") then
        return bad(given, "a range of versions is like \"" .. name .. " >=1.2 <2\"")
    end
    return {kind = "index", name = name, range = range ~= "" and range or nil,
            named = "index:" .. name}
end

--- Does it look like a path rather than a name?
local function is_path(word)
    return word:match("^%.?%.?/") or word == "." or word == ".."
        or word:match("%.assay$") or word:find("/", 1, true)
        or kind_of(word .. "/plugin.yaml") ~= nil
end

--- Read one SOURCE.
-- @tparam string given what the user wrote
-- @tparam[opt] string ref tag, branch or commit, in place of #REF
-- @treturn table kind ("folder", "archive", "git", "index"), path | url, ref |
--   name, range, and `named`, as the lock file has it; or nil and a message
function source.read(given, ref)
    local word = core.paths.home(given)
    local base, fragment = word:match("^(.-)#([^#]*)$")
    if base and not kind_of(word) then
        if ref and fragment ~= ref then
            return bad(given, "names two versions, #" .. text.clean(fragment) .. " and --ref")
        end
        word, ref = base, fragment ~= "" and fragment or ref
    end
    -- git@host:path, as git itself writes it for ssh.
    word = word:gsub("^([%w._-]+@[%w.-]+):/*([^/].*)$", "ssh://%1/%2")
    if word:match("^%a[%w+.-]*://") then
        return of_url(given, word, ref)
    elseif is_path(word) then
        return of_path(given, word, ref)
    elseif ref then
        return bad(given, "is no git repository: --ref and # are for those")
    end
    return of_name(word)
end

--- The source that a lock file names.
function source.known(named)
    local name = named:match("^index:(.+)$")
    if name then
        return {kind = "index", name = name, named = named}
    end
    return source.read(named)
end

return source
