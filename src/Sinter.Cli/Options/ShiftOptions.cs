using System.CommandLine;
using System.Globalization;
using Sinter.Data;

namespace Sinter.Cli;

/// <summary>How pictures are shifted before a model sees them.</summary>
internal sealed class ShiftOptions
{
    private readonly Option<string?> _corruption = new("--corruption")
    {
        HelpName = "TYPE",
        Description = $"Corrupt the pictures first: {string.Join(", ", Corruption.All.Select(static one => one.Name))}.",
    };

    private readonly Option<int?> _severity = CommonOptions.Number("--severity", [], "1-5", "How strongly [default: 3].", Corruption.MinSeverity, Corruption.MaxSeverity);
    private readonly Option<CorruptionTable> _table = new("--table") { Description = "What the severities stand for; Auto: Cifar for pictures up to 64 pixels.", DefaultValueFactory = static _ => CorruptionTable.Auto };
    private readonly Option<long?> _seed = CommonOptions.Number("--corruption-seed", [], "N", "Seed of the corruption [default: 0].", 0, long.MaxValue);

    private readonly Option<double?> _share = CommonOptions.Real("--corrupted-share", "SHARE", "Corrupt only this share of the pictures, drawn picture by picture [default: 1].");

    /// <summary>Adds the options.</summary>
    /// <param name="command">To this.</param>
    /// <param name="partly">Whether a share of the pictures may stay clean.</param>
    public ShiftOptions(Command command, bool partly = false)
    {
        foreach (var option in (Option[])[_corruption, _severity, _table, _seed]) command.Add(option);
        if (partly) command.Add(_share);
    }

    /// <summary>What was asked for, in words; empty without a corruption.</summary>
    public string Describe(ParseResult parsed)
    {
        if (parsed.GetValue(_corruption) is not { } name) return "";
        var part = parsed.GetValue(_share) is { } share and < 1 ? string.Create(CultureInfo.InvariantCulture, $", share {share}") : "";
        return $"{Corruption.Parse(name).Name}, severity {parsed.GetValue(_severity) ?? 3}{part}";
    }

    public ImageSet Apply(ParseResult parsed, ImageSet pictures)
    {
        if (parsed.GetValue(_corruption) is { } name)
            return new CorruptedImageSet(pictures, Corruption.Parse(name), parsed.GetValue(_severity) ?? 3, parsed.GetValue(_table), parsed.GetValue(_seed) ?? 0, parsed.GetValue(_share) ?? 1);
        var (option, says) = parsed.GetValue(_severity) is not null ? ("--severity", "how strongly") : ("--corrupted-share", "how many pictures");
        if (parsed.GetValue(_severity) is not null || parsed.GetValue(_share) is not null) throw new UsageException($"{option} says {says}, but --corruption is missing; name a type, for example gaussian_noise.");
        return pictures;
    }
}
