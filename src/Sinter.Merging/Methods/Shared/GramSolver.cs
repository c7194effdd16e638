namespace Sinter.Merging;

/// <summary>From the dot products of the models' vectors to one coefficient a model. Called from several workers at once; allocates nothing.</summary>
internal delegate void GramSolver(GramMatrix gram, Span<double> coefficients);
