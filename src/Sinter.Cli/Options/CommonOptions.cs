using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Sinter.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON; everything else goes to standard error." };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Print nothing but errors." };

    public static Option<bool> Overwrite() => new("--overwrite") { Description = "Replace an output that exists." };

    /// <summary>A file or folder that is read.</summary>
    public static Argument<string> Path(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(RefuseEmpty);
        return argument;
    }

    /// <summary>A folder that is made.</summary>
    public static Option<string?> Out(string description)
    {
        var option = new Option<string?>("--out", "-o") { HelpName = "DIR", Description = description };
        option.Validators.Add(RefuseEmpty);
        return option;
    }

    /// <summary>The base that models were fine-tuned from.</summary>
    public static Option<string?> Base()
    {
        var option = new Option<string?>("--base") { HelpName = "MODEL", Description = "Compare the models' task vectors over this base, layer by layer." };
        option.Validators.Add(RefuseEmpty);
        return option;
    }

    /// <summary>Threads; unset for one a processor.</summary>
    public static Option<int?> Threads() => Number("--threads", [], "N", "Threads to work with; the result does not depend on it [default: one a processor].", 1, 1024);

    /// <summary>An amount of bytes.</summary>
    public static Option<long?> Size(string name, string description) => new(name)
    {
        HelpName = "SIZE",
        Description = description,
        CustomParser = static result =>
        {
            if (ByteSize.Parse(result.Tokens[0].Value) is { } size) return size;
            result.AddError($"{Name(result)} is '{result.Tokens[0].Value}', which is no amount of bytes; write for example 300MB, 2GiB or 1048576.");
            return null;
        },
    };

    /// <summary>A whole number within bounds.</summary>
    public static Option<T?> Number<T>(string name, string[] aliases, string helpName, string description, T minimum, T maximum)
        where T : struct, IBinaryInteger<T> => new(name, aliases)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum) return value;
                result.AddError($"{Name(result)} is '{text}'; expected a whole number from {minimum} to {maximum}.");
                return null;
            },
        };

    /// <summary>A finite number, with a point.</summary>
    public static Option<double?> Real(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
            result.AddError($"{Name(result)} is '{text}'; expected a number, for example 0.001.");
            return null;
        },
    };

    private static string Name(ArgumentResult result) =>
        result.Parent is OptionResult { IdentifierToken.Value: { } name } ? name : result.Argument.Name;

    /// <summary>Leaves an error when a word is empty.</summary>
    internal static void RefuseEmpty(SymbolResult result)
    {
        if (result.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value))) result.AddError("An empty word stands where a file or folder is expected.");
    }
}
