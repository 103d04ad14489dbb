//! tantivy, with the agency and the age as filters.

use phiward_search::Section;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, QueryParser, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::{Index, IndexReader, TantivyDocument, Term, doc};

/// An index of all agencies in memory.
pub struct Tantivy {
    reader: IndexReader,
    parser: QueryParser,
    agency: Field,
    age: Field,
    id: Field,
}

impl Tantivy {
    /// Indexes name and text with English stems.
    ///
    /// # Errors
    /// Whatever tantivy reports.
    pub fn build(sections: impl Iterator<Item = Section>) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let (name, body) = (schema.add_text_field("name", text.clone()), schema.add_text_field("body", text));
        let (agency, age) = (schema.add_text_field("agency", STRING), schema.add_text_field("age", STRING));
        let id = schema.add_text_field("id", STRING | STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 64 << 20)?;
        for section in sections {
            writer.add_document(doc!(
                name => section.title, body => section.text, agency => section.agency,
                age => section.age.name(), id => section.id,
            ))?;
        }
        writer.commit()?;
        let mut parser = QueryParser::for_index(&index, vec![name, body]);
        parser.set_field_boost(name, 3.0);
        Ok(Self { reader: index.reader()?, parser, agency, age, id })
    }

    /// The ids of the ten best sections of an agency for adults.
    ///
    /// # Errors
    /// Whatever tantivy reports.
    pub fn search(&self, agency: &str, text: &str) -> tantivy::Result<Vec<String>> {
        let (query, _) = self.parser.parse_query_lenient(text);
        let filter = |field, value: &str| -> Box<dyn Query> {
            let term = TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic);
            Box::new(BoostQuery::new(Box::new(term), 0.0))
        };
        let query = BooleanQuery::new(vec![
            (Occur::Must, query),
            (Occur::Must, filter(self.agency, agency)),
            (Occur::Must, filter(self.age, "adult")),
        ]);
        let searcher = self.reader.searcher();
        let top = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
        let id = |address| {
            let document: TantivyDocument = searcher.doc(address)?;
            Ok(document.get_first(self.id).and_then(|value| value.as_str()).unwrap_or_default().to_owned())
        };
        top.into_iter().map(|(_, address)| id(address)).collect()
    }
}

impl core::fmt::Debug for Tantivy {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Tantivy")
    }
}
