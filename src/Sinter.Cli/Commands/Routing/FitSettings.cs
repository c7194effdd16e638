using System.CommandLine;
using System.Globalization;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary>The open choices of a fit, one option each, in one table: name, value, what it does, how it changes the options.</summary>
internal sealed class FitSettings
{
    private readonly List<(Option<string?> Option, Func<FitOptions, string, FitOptions> Set)> _settings = [];

    private readonly Option<string?> _file = new("--config")
    {
        HelpName = "FILE",
        Description = "Take all choices from a JSON file, as in the section 'fit' of a routed.json; options given beside it win.",
    };

    public FitSettings(Command command)
    {
        _file.Validators.Add(CommonOptions.RefuseEmpty);
        command.Add(_file);
        var d = new FitOptions();
        Number("--seed", $"Seed of everything random [default: {d.Seed}].", (o, v) => o with { Seed = v });
        Number("--images-per-task", $"Images of each task in a batch [default: {d.ImagesPerTask}].", (o, v) => o with { ImagesPerTask = (int)v });
        Choice<RouterGranularity>("--granularity", "One weight an expert, or one for each layer", d.Router.Granularity, (o, v) => o with { Router = o.Router with { Granularity = v } });
        Choice<RouterInput>("--router-input", "What the router looks at", d.Router.Input, (o, v) => o with { Router = o.Router with { Input = v } });
        Number("--router-blocks", "After how many of the base's blocks it looks: fewer are cheaper [default: all].", (o, v) => o with { Router = o.Router with { Blocks = (int)v } });
        Real("--scale", "Factor s of the mixed task vectors", d.Router.Scale, (o, v) => o with { Router = o.Router with { Scale = v } });
        Flag("--learn-scale", "Train s with the router", d.Router.LearnScale, (o, v) => o with { Router = o.Router with { LearnScale = v } });
        Choice<RouterStart>("--start", "What the router knows before stage 2", d.Start, (o, v) => o with { Start = v });
        Number("--start-steps", $"Steps that fit the router to its start [default: {d.StartSteps}].", (o, v) => o with { StartSteps = (int)v });
        Real("--start-rate", "Their learning rate", d.StartRate, (o, v) => o with { StartRate = v });
        Number("--steps", $"Steps of stage 2; 0: router only [default: {d.Steps}].", (o, v) => o with { Steps = (int)v });
        Real("--rate", "Learning rate of stage 2", d.Rate, (o, v) => o with { Rate = v });
        Choice<EntropyHead>("--entropy-head", "Whose entropy stage 2 lowers; images of unknown task need joint", d.EntropyHead, (o, v) => o with { EntropyHead = v });
        Real("--marginal", "Weight of the entropy of the mean prediction, against collapse", d.MarginalWeight, (o, v) => o with { MarginalWeight = v });
        AddHead(d.Head);
        AddContrast(d.Contrast);
        Number("--check-every", $"Steps between two looks at held-out images, and two saved states [default: {d.CheckEvery}].", (o, v) => o with { CheckEvery = (int)v });
        Number("--patience", $"Looks without improvement before stage 2 stops; 0: never [default: {d.Patience}].", (o, v) => o with { Patience = (int)v });
        Number("--groups", $"Groups of similar weights for grouped inference [default: {d.Clusters}].", (o, v) => o with { Clusters = (int)v });
        foreach (var (option, _) in _settings) command.Add(option);
    }

    /// <summary>The options; whose entropy counts is the joint head's when nobody says and tasks are not known.</summary>
    public FitOptions Options(ParseResult parsed, bool tasksAreKnown)
    {
        var options = parsed.GetValue(_file) is { } file ? FitOptions.FromJson(File.ReadAllText(file), file) : new FitOptions { EntropyHead = tasksAreKnown ? EntropyHead.Task : EntropyHead.Joint };
        foreach (var (option, set) in _settings)
            if (parsed.GetValue(option) is { } value) options = set(options, value);
        return options;
    }

    private void AddHead(HeadOptions d)
    {
        Choice<EvidenceKind>("--evidence", "How logits become evidence", d.Evidence.Kind, (o, v) => Head(o, h => h with { Evidence = h.Evidence with { Kind = v } }));
        Real("--evidence-scale", "Factor of the logits before that", d.Evidence.Scale, (o, v) => Head(o, h => h with { Evidence = h.Evidence with { Scale = v } }));
        Flag("--head-from-experts", "Start the joint head as the experts' heads side by side", d.StartFromExperts, (o, v) => Head(o, h => h with { StartFromExperts = v }));
        Number("--distill-steps", $"Steps that distil the joint head from the experts [default: {d.DistillSteps}].", (o, v) => Head(o, h => h with { DistillSteps = (int)v }));
        Choice<LabelLoss>("--distill-loss", "The loss of distillation", d.DistillLoss, (o, v) => Head(o, h => h with { DistillLoss = v }));
        Real("--distill-weight", "Weight that distillation keeps during stage 1; 0 is the paper's", d.DistillWeight, (o, v) => Head(o, h => h with { DistillWeight = v }));
        Number("--head-steps", $"Steps of stage 1 [default: {d.Steps}].", (o, v) => Head(o, h => h with { Steps = (int)v }));
        Real("--head-rate", "Learning rate of both", d.Rate, (o, v) => Head(o, h => h with { Rate = v }));
        Real("--head-marginal", "Weight of the entropy of the mean prediction in stage 1, against collapse", d.MarginalWeight, (o, v) => Head(o, h => h with { MarginalWeight = v }));
        Real("--lambda", "Weight of the divergence from no evidence", d.KlWeight, (o, v) => Head(o, h => h with { KlWeight = v }));
        Flag("--kl-per-class", "Divide that weight by the number of classes", d.KlPerClass, (o, v) => Head(o, h => h with { KlPerClass = v }));
        Flag("--kl-of-pseudo-label", "Count only evidence beside the largest class", d.KlOfPseudoLabel, (o, v) => Head(o, h => h with { KlOfPseudoLabel = v }));
        Real("--gamma", "Weight of the inverse relation of uncertainty and IEC", d.InverseWeight, (o, v) => Head(o, h => h with { InverseWeight = v }));
        Choice<InverseRelation>("--inverse", "Its form", d.Inverse, (o, v) => Head(o, h => h with { Inverse = v }));
    }

    private void AddContrast(ContrastOptions d)
    {
        Real("--eta", "Weight of the contrastive loss; 0 leaves it out", d.Weight, (o, v) => Contrast(o, c => c with { Weight = v }));
        Real("--temperature", "Its temperature", d.Temperature, (o, v) => Contrast(o, c => c with { Temperature = v }));
        Flag("--weigh-negatives", "Weigh negatives by their discrepancy", d.WeighNegatives, (o, v) => Contrast(o, c => c with { WeighNegatives = v }));
        Flag("--contrast-on-logits", "Compare the joint head's logits instead of features", d.OnLogits, (o, v) => Contrast(o, c => c with { OnLogits = v }));
        Flag("--discrepancy", "Split neighbours by discrepancy; false: all are positive, random others negative", d.Discrepancy, (o, v) => Contrast(o, c => c with { Discrepancy = v }));
        Choice<DiscrepancyForm>("--ads", "How Sharp, Div and Conf make a score", d.Score.Form, (o, v) => Contrast(o, c => c with { Score = c.Score with { Form = v } }));
        Flag("--pair-div", "Take Div of the pair instead of the anchor", d.Score.PairDiv, (o, v) => Contrast(o, c => c with { Score = c.Score with { PairDiv = v } }));
        Flag("--sharp", "Let Sharp take part", d.Score.Sharp, (o, v) => Contrast(o, c => c with { Score = c.Score with { Sharp = v } }));
        Flag("--div", "Let Div take part", d.Score.Div, (o, v) => Contrast(o, c => c with { Score = c.Score with { Div = v } }));
        Flag("--conf", "Let Conf take part", d.Score.Conf, (o, v) => Contrast(o, c => c with { Score = c.Score with { Conf = v } }));
        Real("--radius", "Radius of neighbourhoods, 0 to 2 [default: by quantile]", null, (o, v) => Contrast(o, c => c with { Neighbourhood = c.Neighbourhood with { Radius = v } }));
        Real("--radius-quantile", "Quantile of distances that gives the radius", d.Neighbourhood.Quantile, (o, v) => Contrast(o, c => c with { Neighbourhood = c.Neighbourhood with { Quantile = v } }));
        Number("--neighbours-min", $"Neighbours that everyone has [default: {d.Neighbourhood.Floor}].", (o, v) => Contrast(o, c => c with { Neighbourhood = c.Neighbourhood with { Floor = (int)v } }));
        Number("--neighbours-max", $"Neighbours at most [default: {d.Neighbourhood.Ceiling}].", (o, v) => Contrast(o, c => c with { Neighbourhood = c.Neighbourhood with { Ceiling = (int)v } }));
        Choice<ThresholdKind>("--threshold", "Where positives end", d.Threshold.Kind, (o, v) => Contrast(o, c => c with { Threshold = c.Threshold with { Kind = v } }));
        Real("--threshold-quantile", "Quantile of scores where they end", d.Threshold.Quantile, (o, v) => Contrast(o, c => c with { Threshold = c.Threshold with { Quantile = v } }));
        Real("--epsilon", "A fixed score where they end", null, (o, v) => Contrast(o, c => c with { Threshold = c.Threshold with { Epsilon = v } }));
        Number("--partners", $"Positives, and as many negatives, that an anchor brings into a batch [default: {d.Partners}].", (o, v) => Contrast(o, c => c with { Partners = (int)v }));
        Flag("--memory-bank", "Compare with a memory of features instead", d.MemoryBank, (o, v) => Contrast(o, c => c with { MemoryBank = v }));
        Real("--momentum", "How slowly that memory moves", d.Momentum, (o, v) => Contrast(o, c => c with { Momentum = v }));
    }

    private static FitOptions Head(FitOptions options, Func<HeadOptions, HeadOptions> change) => options with { Head = change(options.Head) };

    private static FitOptions Contrast(FitOptions options, Func<ContrastOptions, ContrastOptions> change) => options with { Contrast = change(options.Contrast) };

    private void Add(string name, string helpName, string description, Func<FitOptions, string, FitOptions> set) =>
        _settings.Add((new Option<string?>(name) { HelpName = helpName, Description = description }, set));

    private void Number(string name, string description, Func<FitOptions, long, FitOptions> set) => Add(name, "N", description, (options, text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= int.MaxValue ? set(options, value) : throw Wrong(name, text, "a whole number"));

    private void Real(string name, string description, double? value, Func<FitOptions, double, FitOptions> set) =>
        Add(name, "X", value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{description} [default: {known}].") : description + ".", (options, text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? set(options, number) : throw Wrong(name, text, "a number, for example 0.1"));

    private void Flag(string name, string description, bool value, Func<FitOptions, bool, FitOptions> set) =>
        Add(name, "BOOL", $"{description} [default: {(value ? "true" : "false")}].", (options, text) => bool.TryParse(text, out var flag) ? set(options, flag) : throw Wrong(name, text, "true or false"));

    private void Choice<T>(string name, string description, T value, Func<FitOptions, T, FitOptions> set)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(Words.Kebab, static one => one);
        var list = string.Join(", ", names.Keys);
        Add(name, "WORD", $"{description}: {list} [default: {Words.Kebab(value)}].", (options, text) => names.TryGetValue(text, out var found) ? set(options, found) : throw Wrong(name, text, list));
    }

    private static UsageException Wrong(string name, string text, string expected) => new($"{name} is '{text}'; expected {expected}.");
}
