using System.CommandLine;
using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary>How a routed model is run.</summary>
internal sealed class RunSettings
{
    private readonly Option<string?> _mode = new("--mode") { HelpName = "WORD", Description = "exact, grouped (one merged model for each group of similar weights) or varying-layers (only layers whose mixture varies are routed) [default: exact]." };
    private readonly Option<int?> _rank = CommonOptions.Number("--rank", [], "N", "Cut the task vectors to this rank first, which makes exact routing cheaper.", 1, 1 << 16);
    private readonly Option<string?> _unknown = new("--unknown-task") { HelpName = "WORD", Description = "Without a task: heads (every task's, weighted by belief) or joint-head [default: heads]." };
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public RunSettings(Command command)
    {
        foreach (var option in (Option[])[_mode, _rank, _unknown, _threads]) command.Add(option);
    }

    public Workspace Workspace(ParseResult parsed) => new(parsed.GetValue(_threads) ?? 0);

    public RoutedInference Inference(ParseResult parsed, RoutedModel model, Workspace workspace)
    {
        if (parsed.GetValue(_rank) is { } rank) model.Truncate(rank);
        return new RoutedInference(model, new InferenceOptions { Mode = Word<InferenceMode>("--mode", parsed.GetValue(_mode)), UnknownTask = Word<UnknownTask>("--unknown-task", parsed.GetValue(_unknown)) }, workspace);
    }

    private static T Word<T>(string name, string? text)
        where T : struct, Enum
    {
        if (text is null) return default;
        var known = Enum.GetValues<T>().ToDictionary(Words.Kebab, static one => one);
        return known.TryGetValue(text, out var value) ? value : throw new UsageException($"{name} is '{text}'; expected {string.Join(", ", known.Keys)}.");
    }
}
