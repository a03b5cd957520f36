using System.Globalization;
using Phoenix.Errors;

namespace Phoenix.Adapters.Processes;

/// <summary>What is really executed for a <see cref="ToolCommand"/>: the tool in a session of its own, under its account, with a small clean environment.</summary>
internal sealed record Launch(string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Marks one call and all that it starts; a node's marker would also hit the node's server.</summary>
    internal const string CallVariable = "PHOENIX_CALL";

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Makes the launch; <paramref name="call"/> is the value of <see cref="CallVariable"/>.</summary>
    /// <exception cref="PhoenixException">ToolMissing: the program or setpriv is not there.</exception>
    internal static Launch Of(ToolCommand command, string? call)
    {
        // setpriv execs in place, so the process that is started becomes the tool.
        List<string> arguments = [];
        if (command.Account is Account account)
        {
            arguments.Add(Resolve("setpriv", "util-linux"));
            arguments.Add("--reuid=" + account.UserId.ToString(CultureInfo.InvariantCulture));
            arguments.Add("--regid=" + account.GroupId.ToString(CultureInfo.InvariantCulture));
            arguments.Add("--init-groups");
            arguments.Add("--");
        }

        arguments.Add(Resolve(command.FileName, command.Tool));
        arguments.AddRange(command.Arguments);
        return new Launch(arguments[0], arguments[1..], CleanEnvironment(command, call));
    }

    private static Dictionary<string, string> CleanEnvironment(ToolCommand command, string? call)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : DefaultPath,
            ["HOME"] = command.Account?.Home ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
            ["LANG"] = "C.UTF-8",
            ["LC_ALL"] = "C.UTF-8",
            ["TZ"] = "UTC",
        };
        foreach ((string name, string value) in command.Environment)
        {
            environment[name] = value;
        }

        if (command.Marker is not null)
        {
            environment[ToolCommand.MarkerVariable] = command.Marker;
        }

        if (call is not null)
        {
            environment[CallVariable] = call;
        }

        return environment;
    }

    // Looked up here because setpriv would only report a missing tool as exit code 127.
    private static string Resolve(string name, string tool)
    {
        IEnumerable<string> candidates = name.Contains('/', StringComparison.Ordinal)
            ? [name]
            : (System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : DefaultPath)
                .Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, name));
        return candidates.FirstOrDefault(File.Exists) ?? throw new PhoenixException(
            ErrorCode.ToolMissing,
            $"the program '{name}' is not installed",
            $"Install it with 'apt-get install {Package(name)}' (it is needed for '{tool}'), or add its directory to PATH");
    }

    // As in Debian and PGDG; a package that has the name of its program needs no entry.
    private static string Package(string program) => Path.GetFileName(program) switch
    {
        "setpriv" => "util-linux",
        "postgres" or "initdb" or "pg_controldata" or "pg_waldump" or "pg_amcheck" => "postgresql",
        "psql" => "postgresql-client",
        "test" => "coreutils",
        "dotnet" => "dotnet-sdk-10.0",
        string other => other,
    };
}
