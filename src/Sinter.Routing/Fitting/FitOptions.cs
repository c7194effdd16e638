using System.Text.Json;

namespace Sinter.Routing;

/// <summary>Everything that determines a fit, beside the models and the images. Defaults are what measured best; the docs say which are the paper's.</summary>
public sealed record FitOptions
{
    /// <summary>Seed of everything random.</summary>
    public long Seed { get; init; }

    /// <summary>Images of each task in a batch.</summary>
    public int ImagesPerTask { get; init; } = 16;

    /// <summary>Stage 1.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>The router's shape.</summary>
    public RouterOptions Router { get; init; } = new();

    /// <summary>What the router knows before stage 2.</summary>
    public RouterStart Start { get; init; } = RouterStart.Belief;

    /// <summary>Steps that fit the router to its start.</summary>
    public int StartSteps { get; init; } = 300;

    /// <summary>Their learning rate.</summary>
    public double StartRate { get; init; } = 1e-3;

    /// <summary>Steps of stage 2; 0 leaves the router as it started ("router only").</summary>
    public int Steps { get; init; } = 150;

    /// <summary>Learning rate of stage 2.</summary>
    public double Rate { get; init; } = 1e-4;

    /// <summary>Whose entropy is lowered.</summary>
    public EntropyHead EntropyHead { get; init; }

    /// <summary>The weight of the entropy of the mean prediction, which is raised: against collapse (ours).</summary>
    public double MarginalWeight { get; init; } = 1;

    /// <summary>L_Dis.</summary>
    public ContrastOptions Contrast { get; init; } = new();

    /// <summary>Steps between two looks at the held-out images (and two saved states).</summary>
    public int CheckEvery { get; init; } = 25;

    /// <summary>Looks without an improvement after which stage 2 stops; 0: never.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>Groups of similar weights that are prepared for grouped inference.</summary>
    public int Clusters { get; init; } = 16;

    /// <summary>Reads options as <c>routed.json</c> has them in its section <c>fit</c>; what is left out keeps its default.</summary>
    /// <param name="text">A JSON object.</param>
    /// <param name="place">Where it comes from, for the message.</param>
    /// <exception cref="RoutingException">It is no such object, or has an unknown name or word.</exception>
    public static FitOptions FromJson(string text, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<FitOptions>(text, RoutedManifest.Json) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException exception)
        {
            throw new RoutingException(RoutingError.InvalidOption, $"{place}: not the options of a fit: {exception.Message}", exception);
        }
    }

    internal void Validate()
    {
        Require(ImagesPerTask >= 2, $"{ImagesPerTask} images of a task in a batch; expected at least 2 (8 or more to tell a collapse)");
        Require(Steps >= 0 && StartSteps >= 0 && Head.Steps >= 0 && Head.DistillSteps >= 0, "a number of steps is negative");
        Require(Rate > 0 && StartRate > 0 && Head.Rate > 0, "a learning rate is not above 0");
        Require(Contrast.Temperature > 0, $"the temperature is {Contrast.Temperature}; expected a number above 0 (0.07 to 0.5 is usual)");
        Require(Contrast.Momentum is >= 0 and < 1, $"the memory's momentum is {Contrast.Momentum}; expected 0 or more and below 1");
        Require(Contrast.Weight >= 0 && MarginalWeight >= 0 && Head.KlWeight >= 0 && Head.InverseWeight >= 0 && Head.MarginalWeight >= 0 && Head.DistillWeight >= 0, "the weight of a loss is negative");
        Require(CheckEvery >= 1 && Patience >= 0, "looks at the held-out images need a distance of at least 1 step and a patience of 0 or more");
        Require(Head.Evidence.Scale > 0 && Router.Scale > 0, "a scale is not above 0");
        Require(Clusters >= 1, $"{Clusters} groups of weights; expected at least 1");
        Contrast.Neighbourhood.Validate();
    }

    private static void Require(bool holds, string complaint)
    {
        if (!holds) throw new RoutingException(RoutingError.InvalidOption, $"The fit cannot be run: {complaint}.");
    }
}
