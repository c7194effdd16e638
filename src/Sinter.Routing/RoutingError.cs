namespace Sinter.Routing;

/// <summary>What can be wrong with a routed model, its experts or its adaptation set.</summary>
public enum RoutingError
{
    /// <summary>An option has a value that cannot be, or contradicts another.</summary>
    InvalidOption,

    /// <summary>Base and experts are not models of one architecture.</summary>
    ArchitectureMismatch,

    /// <summary>An expert has no classification head, or a task that is asked for has none.</summary>
    MissingHead,

    /// <summary>The adaptation set is empty, or too small for what is asked of it.</summary>
    AdaptationSet,

    /// <summary>A radius leaves samples without a neighbour.</summary>
    IsolatedSamples,

    /// <summary>A folder is not a routed model, or a damaged one.</summary>
    NotARoutedModel,

    /// <summary>A saved state belongs to another run.</summary>
    InvalidState,
}
