using System.CommandLine;
using System.Text.Json.Nodes;
using Sinter.Tensors;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>Where a trained model goes and what is said about it.</summary>
internal sealed class ModelOutput
{
    private readonly Option<string?> _type = new("--dtype") { HelpName = "TYPE", Description = "Type of the weights on disk: float32, bfloat16 or float16 [default: float32]." };
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public ModelOutput(Command command)
    {
        foreach (var option in (Option[])[_type, _overwrite, _json, _quiet]) command.Add(option);
    }

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>The output folder; complains before any work is done.</summary>
    public string Require(ParseResult parsed, Option<string?> option)
    {
        var folder = parsed.GetValue(option) ?? throw new UsageException("--out is missing; name the folder to make.");
        _ = Type(parsed);
        ImageModel.RequireFree(folder, parsed.GetValue(_overwrite));
        return folder;
    }

    /// <summary>Saves the model with its run card and says what was made.</summary>
    public void Write(Terminal terminal, ParseResult parsed, ImageModel model, string folder, JsonObject card)
    {
        model.Save(folder, Type(parsed), new Dictionary<string, string> { [RunCard.FileName] = RunCard.Text(card) }, parsed.GetValue(_overwrite));
        if (parsed.GetValue(_json)) terminal.Output.WriteLine(RunCard.Text(card));
        else if (!parsed.GetValue(_quiet)) terminal.Output.WriteLine($"made {folder}: {RunCard.Summary(card)}");
    }

    private ElementType Type(ParseResult parsed) => parsed.GetValue(_type) switch
    {
        null or "float32" or "f32" => ElementType.F32,
        "bfloat16" or "bf16" => ElementType.BF16,
        "float16" or "f16" => ElementType.F16,
        var other => throw new UsageException($"--dtype is '{other}'; expected float32, bfloat16 or float16."),
    };
}
