using System.CommandLine;
using System.Globalization;
using Sinter.Checkpoints;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary><c>sinter demo [DIR]</c>: a whole merge without any input.</summary>
internal sealed class DemoCommand : Command
{
    private static readonly (string Method, string Parameters)[] Merges =
        [("task_arithmetic", "{lambda: 0.4}"), ("ties", "{density: 0.2, lambda: 1}")];

    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string?> _folder = new("DIR") { Description = "Where to leave models, recipes and results; without it they are deleted.", Arity = ArgumentArity.ZeroOrOne };

    public DemoCommand(Terminal terminal, Interruption interruption)
        : base("demo", "Make small models, merge them with two methods, and show what came out.")
    {
        _terminal = terminal;
        _interruption = interruption;
        _folder.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_folder);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        if (parsed.GetValue(_folder) is { } given)
        {
            if (File.Exists(given) || (Directory.Exists(given) && Directory.EnumerateFileSystemEntries(given).Any()))
                throw new UsageException($"{given}: exists already; name a folder to make.");
            Run(Directory.CreateDirectory(given).FullName, cancellation);
            return ExitCode.Done;
        }

        var temporary = Directory.CreateTempSubdirectory("sinter-demo-").FullName;
        try
        {
            Run(temporary, cancellation);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }

        return ExitCode.Done;
    }

    private void Run(string folder, CancellationToken cancellation)
    {
        DemoModels.Write(folder);
        var output = _terminal.Output;
        output.WriteLine($"made {DemoModels.BaseName} and {DemoModels.Names.Count} models fine-tuned from it ({string.Join(", ", DemoModels.Names)})");
        output.WriteLine();
        var table = new TextTable().Column("merged by").Column("parameters").Column("tensors", right: true).Column("size", right: true);
        foreach (var name in DemoModels.Names) table.Column($"cos {name}", right: true);
        foreach (var (method, parameters) in Merges)
        {
            var result = Merge(folder, method, parameters, cancellation);
            table.Row([method, parameters, $"{result.Merged}", ByteSize.Format(result.Bytes), .. Cosines(folder, result.Output, cancellation)]);
        }

        table.Write(_terminal);
        output.WriteLine();
        output.WriteLine("cos: between the merged task vector and each model's own");
    }

    private static IEnumerable<string> Cosines(string folder, string merged, CancellationToken cancellation)
    {
        using var origin = Checkpoint.Open(Path.Combine(folder, DemoModels.BaseName));
        var models = DemoModels.Names.Select(name => Path.Combine(folder, name)).Append(merged).Select(Checkpoint.Open).ToList();
        try
        {
            var report = TaskVectorReport.Compute(origin, models, cancellation: cancellation);
            return [.. report.Cosines[^1].SkipLast(1).Select(static cosine => cosine.ToString("0.000", CultureInfo.InvariantCulture))];
        }
        finally
        {
            foreach (var model in models) model.Dispose();
        }
    }

    private static MergeResult Merge(string folder, string method, string parameters, CancellationToken cancellation)
    {
        var recipe = Path.Combine(folder, $"{method}.yml");
        File.WriteAllText(recipe, DemoModels.Recipe(method, parameters));
        using var plan = MergePlanner.Plan(RecipeReader.ReadFile(recipe));
        return Merger.Run(plan, new MergeOptions(Path.Combine(folder, $"merged-{method}")), cancellation);
    }
}
